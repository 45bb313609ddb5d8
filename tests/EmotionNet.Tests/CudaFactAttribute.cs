using System.Runtime.CompilerServices;
using EmotionNet.Runtime;
using Xunit.v3;
using static TorchSharp.torch;

namespace EmotionNet.Tests;

/// <summary>A fact about an NVIDIA GPU: skipped where libtorch sees none. The trait lets the test program run these alone: <c>-trait Device=cuda</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CudaFactAttribute : FactAttribute, ITraitAttribute
{
    public const string Reason = "libtorch sees no CUDA device";

    // As every command does; it also turns TF32 off, so that a GPU can be compared with a CPU.
    private static readonly Lazy<bool> IsPrepared = new(() => cuda.is_available() && ComputeDevice.Resolve("cuda") is not null);

    public CudaFactAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber)
    {
        Skip = Reason;
        SkipType = typeof(CudaFactAttribute);
        SkipUnless = nameof(IsAvailable);
    }

    public static bool IsAvailable => IsPrepared.Value;

    /// <summary>The GPU to use: of several the last, which is not the current one.</summary>
    public static string Gpu => $"cuda:{cuda.device_count() - 1}";

    /// <summary>What selects the tests of a GPU.</summary>
    internal static IReadOnlyCollection<KeyValuePair<string, string>> Traits { get; } = [new("Device", "cuda")];

    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => Traits;
}
