namespace EmotionNet.Evaluation;

/// <summary>The mean of a few values and how far they are apart.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Deviation">The sample standard deviation; null of one value.</param>
internal readonly record struct SampleSpread(double Mean, double? Deviation)
{
    /// <summary>Of at least one value.</summary>
    public static SampleSpread Of(IReadOnlyCollection<double> values)
    {
        var mean = values.Average();
        return new(mean, values.Count == 1 ? null : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1)));
    }
}
