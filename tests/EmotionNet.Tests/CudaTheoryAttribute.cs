using System.Runtime.CompilerServices;
using Xunit.v3;

namespace EmotionNet.Tests;

/// <summary>
/// A theory about an NVIDIA GPU, skipped as <see cref="CudaFactAttribute"/> is. Its body takes a device, so that an ordinary theory runs it on the CPU and no
/// mistake in it waits for a GPU.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CudaTheoryAttribute : TheoryAttribute, ITraitAttribute
{
    public CudaTheoryAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber)
    {
        Skip = CudaFactAttribute.Reason;
        SkipType = typeof(CudaFactAttribute);
        SkipUnless = nameof(CudaFactAttribute.IsAvailable);
    }

    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => CudaFactAttribute.Traits;
}
