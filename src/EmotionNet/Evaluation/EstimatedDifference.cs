namespace EmotionNet.Evaluation;

/// <summary>How a score of two classifiers differs on the same faces; fractions.</summary>
/// <param name="First">The score of the first.</param>
/// <param name="Second">The score of the second.</param>
/// <param name="Interval">Where the difference lies with 95 % confidence, by <see cref="BootstrapInterval"/>.</param>
internal sealed record EstimatedDifference(double First, double Second, ConfidenceInterval Interval)
{
    /// <summary>The second less the first.</summary>
    public double Difference => Second - First;

    /// <summary>Whether the interval is on one side of zero.</summary>
    public bool ExcludesZero => Interval.Lower > 0 || Interval.Upper < 0;
}
