using static TorchSharp.torch;

namespace EmotionNet.Tests;

/// <summary>A fact about an NVIDIA GPU: skipped where libtorch sees none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CudaFactAttribute : FactAttribute
{
    public CudaFactAttribute()
    {
        if (!cuda.is_available())
        {
            Skip = "libtorch sees no CUDA device";
        }
    }
}
