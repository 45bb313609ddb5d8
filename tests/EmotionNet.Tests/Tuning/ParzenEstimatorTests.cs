using EmotionNet.Tuning;

namespace EmotionNet.Tests.Tuning;

public sealed class ParzenEstimatorTests
{
    [Theory]
    [InlineData]
    [InlineData(0.0)]
    [InlineData(0.25, 0.3, 0.999)]
    [InlineData(0.5, 0.5, 0.5)]
    public void A_density_of_numbers_has_the_mean_one(params double[] coordinates) => Assert.Equal(1, MeanDensity(new(coordinates, 0)), 1e-9);

    [Fact]
    public void It_is_high_at_the_trials_and_above_zero_elsewhere()
    {
        var estimator = new ParzenEstimator([0.2, 0.21, 0.19, 0.2], 0);

        Assert.True(estimator.DensityAt(0.2) > 1.5);
        Assert.InRange(estimator.DensityAt(0.9), 0.05, 0.75);
    }

    [Fact]
    public void Draws_have_the_density()
    {
        var estimator = new ParzenEstimator([0.1, 0.15, 0.7], 0);
        var draws = Enumerable.Range(0, 10_000).Select(draw => estimator.Draw((draw + 0.5) / 10_000)).ToList();

        for (var tenth = 0; tenth < 10; tenth++)
        {
            var (low, share) = (tenth / 10.0, draws.Count(draw => (int)(draw * 10) == tenth) / 10_000.0);
            var expected = Enumerable.Range(0, 100).Average(step => estimator.DensityAt(low + ((step + 0.5) / 1000))) / 10;
            Assert.Equal(expected, share, 0.004);
        }
    }

    [Fact]
    public void Choices_have_their_counts_and_one_more_between_them()
    {
        var estimator = new ParzenEstimator([0.25, 0.25, 0.25, 0.75], 2);

        Assert.Equal((1.4, 0.6), (Math.Round(estimator.DensityAt(0.1), 9), Math.Round(estimator.DensityAt(0.9), 9)));
        Assert.True(estimator.Draw(0.69) < 0.5 && estimator.Draw(0.71) >= 0.5);
    }

    private static double MeanDensity(ParzenEstimator estimator) =>
        Enumerable.Range(0, 2560).Average(step => estimator.DensityAt((step + 0.5) / 2560));
}
