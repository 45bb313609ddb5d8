using EmotionNet.Evaluation;

namespace EmotionNet.Tests.Evaluation;

[Collection(TorchFreeTests.Name)]
public sealed class BootstrapIntervalTests
{
    [Fact]
    public void The_same_seed_gives_the_same_interval_and_another_seed_another()
    {
        double[] values = [.. Enumerable.Range(0, 50).Select(index => Math.Sin(index))];

        Assert.Equal(MeanOf(values, seed: 1), MeanOf(values, seed: 1));
        Assert.NotEqual(MeanOf(values, seed: 1), MeanOf(values, seed: 2));
    }

    // Of normal values the interval of the mean is known: 1.96 standard errors to each side.
    [Fact]
    public void The_interval_of_a_mean_is_that_of_its_standard_error()
    {
        var random = new Random(3);
        double[] values = [.. Enumerable.Range(0, 400).Select(_ => Normal(random))];
        var spread = SampleSpread.Of(values);
        var half = 1.96 * spread.Deviation!.Value / Math.Sqrt(values.Length);

        var interval = MeanOf(values, seed: 1);

        Assert.Equal(spread.Mean - half, interval.Lower, half * 0.1);
        Assert.Equal(spread.Mean + half, interval.Upper, half * 0.1);
    }

    // 95 % of intervals contain the true mean; of 200 that is 190 with a standard deviation of 3.1, and small samples have somewhat fewer.
    [Fact]
    public void Nineteen_of_twenty_intervals_contain_the_truth()
    {
        var random = new Random(4);

        var covered = Enumerable.Range(0, 200).Count(trial =>
        {
            var interval = MeanOf([.. Enumerable.Range(0, 60).Select(_ => Normal(random))], seed: trial);
            return interval.Lower <= 0 && interval.Upper >= 0;
        });

        Assert.InRange(covered, 178, 198);
    }

    private static ConfidenceInterval MeanOf(double[] values, int seed) =>
        BootstrapInterval.Of(values.Length, (chosen, _) => [chosen.Average(index => values[index])], seed)[0];

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
