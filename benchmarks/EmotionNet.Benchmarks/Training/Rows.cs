using EmotionNet.Runtime;

namespace EmotionNet.Benchmarks.Training;

/// <summary>The rows of the table: what each is called and who runs it.</summary>
internal static class Rows
{
    /// <summary>The row that the others are compared with.</summary>
    public const string Naive = "naive";

    /// <summary>The convolutions alone: what a process that trains this network could reach if all else took no time.</summary>
    public const string Limit = "limit";

    /// <summary>Scoring instead of training.</summary>
    public const string Evaluation = "evaluation";

    /// <summary>What a user gets: the step of the preset, with Muon and stochastic depth, in the precision of the device.</summary>
    public const string Preset = "preset";

    /// <summary>Those of this project that train.</summary>
    public static IReadOnlyList<string> Ours { get; } = ["fp32", "bf16", Preset];

    private const string PyTorchPrefix = "pytorch";

    /// <summary>All of them, as <c>--rows</c> names them.</summary>
    public static IReadOnlyList<string> All { get; } = [Naive, "fp32", "bf16", Preset, PyTorchPrefix, "pytorch-amp", "pytorch-compile", Limit, Evaluation];

    /// <summary>Those that make sense on a device: bf16 only where it is fast, PyTorch's mixed precision only on a GPU.</summary>
    public static IReadOnlyList<string> For(string device)
    {
        var resolved = ComputeDevice.Resolve(device);
        var hasBfloat16 = ComputePrecision.Resolve(PrecisionChoice.Auto, resolved).DataType == TorchSharp.torch.ScalarType.BFloat16;
        var onGpu = resolved.type == TorchSharp.DeviceType.CUDA;
        return [.. All.Where(row => (hasBfloat16 || row != "bf16") && (onGpu || !row.StartsWith("pytorch-", StringComparison.Ordinal)))];
    }

    /// <summary>Whether the row is timed in Python.</summary>
    public static bool IsPython(string row) => row.StartsWith(PyTorchPrefix, StringComparison.Ordinal);

    /// <summary>How the Python script should compute: <c>fp32</c>, <c>amp</c> or <c>compile</c>.</summary>
    public static string PythonMode(string row) => row == PyTorchPrefix ? "fp32" : row[(PyTorchPrefix.Length + 1)..];
}
