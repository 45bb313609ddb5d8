namespace EmotionNet.Evaluation;

/// <summary>Where an accuracy lies, given that it was measured on so many faces; fractions.</summary>
/// <param name="Lower">The lower end.</param>
/// <param name="Upper">The upper end.</param>
public readonly record struct ConfidenceInterval(double Lower, double Upper)
{
    internal const double NinetyFivePercent = 1.959963984540054;

    /// <summary>Wilson's score interval of 95 % (Wilson 1927); from 0 to 1 where nothing was counted.</summary>
    /// <param name="correct">Right answers.</param>
    /// <param name="count">All answers.</param>
    public static ConfidenceInterval Wilson(long correct, long count)
    {
        if (count == 0)
        {
            return new(0, 1);
        }

        const double Z = NinetyFivePercent;
        var fraction = (double)correct / count;
        var shrink = 1 / (1 + (Z * Z / count));
        var middle = (fraction + (Z * Z / (2 * count))) * shrink;
        var half = Z * shrink * Math.Sqrt((fraction * (1 - fraction) / count) + (Z * Z / (4.0 * count * count)));
        return new(Math.Max(0, middle - half), Math.Min(1, middle + half));
    }
}
