using EmotionNet.Inference;

namespace EmotionNet.Tests.Inference;

[Collection(TorchFreeTests.Name)]
public sealed class ConformalPredictionTests
{
    private const int Classes = 7;

    [Theory]
    [InlineData(9, 0.9, 9)]
    [InlineData(99, 0.9, 90)]
    [InlineData(99, 0.57, 57)]
    [InlineData(10, 0.8, 9)]
    public void The_threshold_is_the_score_of_the_rank_n_plus_one_times_the_coverage_rounded_up(int count, double coverage, int rank)
    {
        var ascending = Enumerable.Range(1, count).Select(score => score / 1000.0).ToList();

        Assert.Equal(rank / 1000.0, ConformalPrediction.Threshold(ascending, coverage));
    }

    [Fact]
    public void Too_few_faces_for_a_coverage_exclude_no_class()
    {
        var threshold = ConformalPrediction.Threshold([0.1, 0.2, 0.3], 0.8);

        Assert.Equal([1, 0, 2], ConformalPrediction.Set([0.3f, 0.7f, 0], threshold));
    }

    [Theory]
    [InlineData(0.3, new[] { 1 })]
    [InlineData(0.6, new[] { 1 })]
    [InlineData(0.7, new[] { 1, 0 })]
    [InlineData(0.0, new[] { 1 })]
    public void A_set_has_the_classes_up_to_the_threshold_and_never_none(double threshold, int[] expected) =>
        Assert.Equal(expected, ConformalPrediction.Set([0.3f, 0.6f, 0.1f], threshold + 1e-6));

    // Exactly binomial: in each trial the calibration is new, and one new face is drawn. The network is wrong about its own confidence on purpose: the guarantee does
    // not depend on it. 4.9 standard deviations are exceeded once in a million.
    [Theory]
    [InlineData(0.5, 49, 0.3)]
    [InlineData(0.8, 99, 1)]
    [InlineData(0.9, 19, 3)]
    [InlineData(0.95, 199, 2)]
    public void Sets_hold_the_true_class_of_exchangeable_faces_as_often_as_was_asked_for(double coverage, int calibrationFaces, double sharpness)
    {
        const int Trials = 4000;
        var random = new Random(1);
        int covered = 0, scoreCovered = 0;
        for (var trial = 0; trial < Trials; trial++)
        {
            double[] ascending = [.. Enumerable.Range(0, calibrationFaces).Select(_ => Face()).Select(Score).Order()];
            var threshold = ConformalPrediction.Threshold(ascending, coverage);
            var face = Face();
            scoreCovered += Score(face) <= threshold ? 1 : 0;
            covered += ConformalPrediction.Set(face.Probabilities, threshold).Contains(face.Label) ? 1 : 0;
        }

        var expected = Math.Ceiling((calibrationFaces + 1) * coverage) / (calibrationFaces + 1); // exact where no two scores are equal
        var bound = 4.9 * Math.Sqrt(expected * (1 - expected) / Trials);
        Assert.InRange((double)scoreCovered / Trials, expected - bound, expected + bound);
        Assert.InRange((double)covered / Trials, (double)scoreCovered / Trials, 1); // the most probable class, which is never left out, can only add to it

        (float[] Probabilities, int Label) Face()
        {
            double[] logits = [.. Enumerable.Range(0, Classes).Select(_ => 3 * random.NextDouble())];
            var draw = random.NextDouble();
            var label = 0;
            for (var truth = Softmax(logits, 1); label < Classes - 1 && draw > truth[label]; label++)
            {
                draw -= truth[label];
            }

            return ([.. Softmax(logits, sharpness).Select(probability => (float)probability)], label);
        }
    }

    private static double Score((float[] Probabilities, int Label) face) => ConformalPrediction.Score(face.Probabilities[face.Label]);

    private static double[] Softmax(double[] logits, double sharpness)
    {
        double[] powers = [.. logits.Select(logit => Math.Exp(logit * sharpness))];
        return [.. powers.Select(power => power / powers.Sum())];
    }
}
