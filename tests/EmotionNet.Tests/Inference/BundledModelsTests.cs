using System.Security.Cryptography;
using System.Text.RegularExpressions;
using EmotionNet.Inference;
using EmotionNet.Inference.Faces;
using EmotionNet.Tests.Architecture;

namespace EmotionNet.Tests.Inference;

public sealed partial class BundledModelsTests
{
    private const string Notices = "src/EmotionNet.Inference/THIRD-PARTY-NOTICES.md";

    [Fact(Skip = SourceTree.Missing, SkipType = typeof(SourceTree), SkipUnless = nameof(SourceTree.IsThere))]
    public void The_notices_have_the_hash_of_each_model()
    {
        var text = string.Join('\n', SourceTree.Lines(Notices));
        var hashes = Hash().Matches(text).Select(match => match.Value).ToHashSet();

        Assert.All([BundledModels.BlazeFace, .. BundledModels.Classifiers], name =>
            Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(BundledModels.Read(name))), hashes));
    }

    [Theory]
    [InlineData("fer2013")]
    [InlineData("ferplus")]
    public void A_classifier_was_made_from_the_weights_of_the_repository(string name)
    {
        using var classifier = EmotionClassifier.Load(name);
        var weights = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "models", $"{name}.safetensors"));

        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(weights)), classifier.Metadata["emotionnet.source"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fer2013")]
    [InlineData("ferplus")]
    public void A_classifier_has_the_crop_calibration_of_the_package(string name)
    {
        using var classifier = EmotionClassifier.Load(name);

        Assert.True(CropCalibration.TryParse(classifier.Metadata["emotionnet.face_box"], out var calibration));
        Assert.Equal(CropCalibration.Fer2013, calibration);
    }

    [GeneratedRegex("[0-9a-f]{64}")]
    private static partial Regex Hash();
}
