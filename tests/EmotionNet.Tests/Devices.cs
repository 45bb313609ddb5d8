using static TorchSharp.torch;

namespace EmotionNet.Tests;

/// <summary>
/// The devices of a theory that must hold on each: the CPU, so that no mistake in its body waits for a GPU, and a GPU, skipped where libtorch sees none.
/// Of several GPUs it is the last, which is not the current one. The trait <c>Device=cuda</c> selects its rows and all <see cref="CudaFactAttribute"/>s.
/// </summary>
internal static class Devices
{
    public const string Trait = "Device";

    public static string Gpu { get; } = $"cuda:{(CudaFactAttribute.IsAvailable ? cuda.device_count() - 1 : 0)}";

    public static IEnumerable<TheoryDataRow<string>> All => [new("cpu"), OnGpu(new TheoryDataRow<string>(Gpu))];

    /// <summary>Each device with each value.</summary>
    public static IEnumerable<TheoryDataRow<string, T>> With<T>(IEnumerable<T> values) =>
        values.SelectMany(value => (TheoryDataRow<string, T>[])[new("cpu", value), OnGpu(new TheoryDataRow<string, T>(Gpu, value))]);

    private static TRow OnGpu<TRow>(TRow row)
        where TRow : TheoryDataRowBase
    {
        row.Skip = CudaFactAttribute.IsAvailable ? null : CudaFactAttribute.Reason;
        row.Traits[Trait] = ["cuda"];
        return row;
    }
}
