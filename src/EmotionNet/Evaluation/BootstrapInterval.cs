namespace EmotionNet.Evaluation;

/// <summary>Confidence intervals of 95 % from resampled faces, by percentiles (Efron and Tibshirani, An Introduction to the Bootstrap, 1993).</summary>
internal static class BootstrapInterval
{
    /// <summary>How many resamples are drawn.</summary>
    public const int Resamples = 2000;

    private const double Outside = 0.025;

    /// <summary>Estimates the intervals of several statistics from the same resamples.</summary>
    /// <param name="count">The number of faces, at least one.</param>
    /// <param name="statistics">
    /// The statistics of the faces at these indices, which repeat and are good during the call alone; as many in every call. What else is drawn at random
    /// is drawn from the generator.
    /// </param>
    /// <param name="seed">The same seed gives the same intervals.</param>
    /// <returns>An interval for each statistic.</returns>
    public static IReadOnlyList<ConfidenceInterval> Of(int count, Func<int[], Random, IReadOnlyList<double>> statistics, int seed)
    {
        var random = new Random(seed);
        var faces = new int[count];
        var samples = new List<IReadOnlyList<double>>(Resamples);
        for (var sample = 0; sample < Resamples; sample++)
        {
            for (var index = 0; index < count; index++)
            {
                faces[index] = random.Next(count);
            }

            samples.Add(statistics(faces, random));
        }

        return [.. Enumerable.Range(0, samples[0].Count).Select(column => Middle([.. samples.Select(sample => sample[column]).Order()]))];
    }

    private static ConfidenceInterval Middle(double[] sorted) => new(Quantile(sorted, Outside), Quantile(sorted, 1 - Outside));

    // Between two values, in proportion.
    private static double Quantile(double[] sorted, double fraction)
    {
        var place = fraction * (sorted.Length - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }
}
