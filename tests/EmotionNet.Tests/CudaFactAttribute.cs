using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace EmotionNet.Tests;

/// <summary>A fact about an NVIDIA GPU: skipped where libtorch sees none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CudaFactAttribute : FactAttribute
{
    public CudaFactAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber)
    {
        Skip = "libtorch sees no CUDA device";
        SkipType = typeof(CudaFactAttribute);
        SkipUnless = nameof(IsAvailable);
    }

    public static bool IsAvailable => cuda.is_available();
}
