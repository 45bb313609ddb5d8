namespace EmotionNet.Tests;

/// <summary>
/// Tests that use no libtorch in this process: they start programs or predict with ONNX Runtime. They run one after another, beside those of the other
/// collection, which share libtorch's random numbers and threads.
/// </summary>
[CollectionDefinition(Name)]
public sealed class TorchFreeTests
{
    public const string Name = "without libtorch";
}
