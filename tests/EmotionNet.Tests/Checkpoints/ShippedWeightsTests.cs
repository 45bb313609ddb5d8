using EmotionNet.Checkpoints;
using EmotionNet.Data;
using EmotionNet.Runtime;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Checkpoints;

/// <summary>The files in <c>models/</c>; what they score on real faces is checked by <c>.ci/run</c>.</summary>
public sealed class ShippedWeightsTests
{
    private const long LargestFile = 25_000_000;

    public static TheoryData<string, string[]> Files => new()
    {
        { "fer2013.safetensors", [.. EmotionClasses.Fer2013] },
        { "ferplus.safetensors", [.. EmotionClasses.FerPlus] },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void A_shipped_file_is_small_and_tells_its_classes_apart(string name, string[] classNames)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "models", name);
        var description = Checkpoint.Describe(path);
        using var network = Checkpoint.LoadNetwork(path, CPU, ComputePrecision.Resolve(PrecisionChoice.Fp32, CPU));
        using var noGradients = no_grad();
        using var faces = rand(2, 1, FaceSet.ImageSize, FaceSet.ImageSize);
        using var logits = network.call(faces);

        Assert.True(new FileInfo(path).Length <= LargestFile);
        Assert.Equal(classNames, description.ClassNames);
        Assert.Equal([2, classNames.Length], logits.shape);
        Assert.True(logits.isfinite().all().item<bool>());
        Assert.False(logits[0].eq(logits[1]).all().item<bool>());
    }
}
