using EmotionNet.Evaluation;

namespace EmotionNet.Tests.Evaluation;

[Collection(TorchFreeTests.Name)]
public sealed class FacePredictionsTests
{
    // Right and sure, wrong and sure, wrong and in doubt, right and in doubt.
    private static readonly FacePredictions Faces = new(
        ["a", "b", "c"], [0, 1, 2, 2], [[0.9, 0.05, 0.05], [0.8, 0.15, 0.05], [0.4, 0.35, 0.25], [0.3, 0.3, 0.4]]);

    [Fact]
    public void Wrong_faces_come_by_the_probability_of_the_wrong_class_and_right_ones_do_not_come() =>
        Assert.Equal([1, 2], Faces.MostConfidentlyWrong());

    [Fact]
    public void The_hardest_faces_are_those_whose_label_has_the_smallest_probability() => Assert.Equal([1, 2, 3, 0], Faces.Hardest());

    [Fact]
    public void A_temperature_divides_the_logits()
    {
        var cooler = Faces.AtTemperature(0.5); // the odds become their squares

        Assert.Equal(Math.Pow(0.9 / 0.05, 2), cooler.ProbabilitiesOf(0)[0] / cooler.ProbabilitiesOf(0)[1], 1e-9);
        Assert.Equal(1, cooler.ProbabilitiesOf(2).Sum(), 1e-12);
        Assert.Equal(Enumerable.Range(0, 4).Select(Faces.PredictedOf), Enumerable.Range(0, 4).Select(cooler.PredictedOf));
    }

    [Fact]
    public void A_probability_that_underflowed_stays_zero_at_any_temperature()
    {
        var faces = new FacePredictions(["a", "b"], [0], [[1, 0]]);

        Assert.Equal([1, 0], faces.AtTemperature(20).ProbabilitiesOf(0));
    }
}
