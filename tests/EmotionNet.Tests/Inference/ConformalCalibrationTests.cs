using System.Globalization;
using EmotionNet.Inference;

namespace EmotionNet.Tests.Inference;

[Collection(TorchFreeTests.Name)]
public sealed class ConformalCalibrationTests
{
    private static readonly ConformalCalibration Calibration = ConformalCalibration.Of(0.75, Scores(1000), Scores(2000));

    [Theory]
    [InlineData(0.5, 0.5)]
    [InlineData(0.9, 0.9)]
    [InlineData(0.905, 0.905)]
    [InlineData(0.901, 0.905)]
    [InlineData(0.995, 0.995)]
    public void A_coverage_between_two_levels_has_the_threshold_of_the_higher(double coverage, double threshold)
    {
        Assert.Equal(threshold, Calibration.ThresholdAt(coverage, isMirrored: false), 1e-9);
        Assert.Equal(threshold / 2, Calibration.ThresholdAt(coverage, isMirrored: true), 1.1e-5);
    }

    [Fact]
    public void A_stored_threshold_is_never_below_the_score_it_stands_for()
    {
        var scores = Enumerable.Range(1, 99).Select(score => Math.Sqrt(score / 100.0)).ToList();

        Assert.InRange(ConformalCalibration.Of(1, scores, scores).ThresholdAt(0.9, isMirrored: false) - Math.Sqrt(0.9), 0, 1e-5);
    }

    [Fact]
    public void Its_text_gives_it_back()
    {
        var read = ConformalCalibration.TryParse(Calibration.ToJson())!;

        Assert.Equal((0.75, 999), (read.Temperature, read.Faces));
        Assert.Equal(Calibration.Single, read.Single);
        Assert.Equal(Calibration.Mirrored, read.Mirrored);
        Assert.InRange(Calibration.ToJson().Length, 1, 2000);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("""{"temperature":1,"faces":9,"single":null,"mirrored":null}""")]
    [InlineData("""{"temperature":1,"faces":9,"single":[0.5],"mirrored":[0.5]}""")]
    public void Another_text_is_not_one(string text) => Assert.Null(ConformalCalibration.TryParse(text));

    [Theory]
    [InlineData("0.5", "1.5")]
    [InlineData("0.5", "0.9")]
    [InlineData("0.5", "\"x\"")]
    [InlineData("0.75", "0")]
    [InlineData("0.75", "1e999")]
    [InlineData("999", "0")]
    public void Thresholds_that_are_not_scores_or_fall_are_refused(string value, string other)
    {
        var text = Calibration.ToJson();
        var place = text.IndexOf(value, StringComparison.Ordinal);

        Assert.Null(ConformalCalibration.TryParse($"{text[..place]}{other}{text[(place + value.Length)..]}"));
    }

    [Fact]
    public void A_prediction_has_the_set_of_its_own_way_to_classify()
    {
        using var classifier = Load(CalibratedModel.Of(single: 0.0001, mirrored: 0.5), 0.9);

        var (averaged, once) = (Assert.Single(classifier.Predict(Photograph.Path)), classifier.PredictFace(Photograph.Path));

        Assert.Equal(["happy"], averaged.ClassSet);
        Assert.False(averaged.Abstains);
        Assert.Equal(0.9, averaged.Coverage);
        Assert.True(once.Abstains);
        Assert.Equal(once.Emotion, once.ClassSet![0]);
        Assert.Equal(once.Probabilities.Count(probability => probability >= 0.0001), once.ClassSet.Count);
    }

    [Fact]
    public void Without_a_coverage_there_are_no_sets()
    {
        using var classifier = EmotionClassifier.Load(new ClassifierOptions { Threads = 1 }, CalibratedModel.Of(0.5, 0.5));

        var face = classifier.PredictFace(Photograph.Path);

        Assert.Equal((null, null, false), (face.Coverage, face.ClassSet, face.Abstains));
    }

    [Fact]
    public void A_model_without_scores_and_one_with_others_are_refused_with_what_to_do()
    {
        var missing = Assert.Throws<UserInputException>(() => Load(CalibratedModel.WithoutScores(), 0.9));
        var damaged = Assert.Throws<UserInputException>(() => Load(CalibratedModel.Of("{}"), 0.9));

        Assert.Contains("no calibration scores, which `coverage` needs; export its .safetensors file again", missing.Message, StringComparison.Ordinal);
        Assert.Contains("emotionnet.conformal cannot be read; export it again", damaged.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_average_of_several_models_has_no_scores() =>
        Assert.Contains(
            "`coverage` is for one model",
            Assert.Throws<UserInputException>(() => EmotionClassifier.Load(new ClassifierOptions { Coverage = 0.9 }, "fer2013", "fer2013")).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("0.49")]
    [InlineData("0.999")]
    [InlineData("NaN")]
    public void A_coverage_out_of_range_is_a_mistake_of_the_program(string coverage) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Load(CalibratedModel.Of(0.5, 0.5), double.Parse(coverage, CultureInfo.InvariantCulture)));

    private static List<double> Scores(double divisor) => [.. Enumerable.Range(1, 999).Select(score => score / divisor)];

    private static EmotionClassifier Load(byte[] model, double coverage) =>
        EmotionClassifier.Load(new ClassifierOptions { Threads = 1, Coverage = coverage }, model);
}
