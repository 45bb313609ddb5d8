namespace EmotionNet.Training;

/// <summary>Where an accuracy lies, given that it was measured on so many faces; fractions.</summary>
/// <param name="Lower">The lower end.</param>
/// <param name="Upper">The upper end.</param>
public readonly record struct ConfidenceInterval(double Lower, double Upper)
{
    private const double NinetyFivePercent = 1.959963984540054;

    /// <summary>Wilson's score interval of 95 % (Wilson 1927); from 0 to 1 where nothing was counted.</summary>
    /// <param name="correct">Right answers.</param>
    /// <param name="count">All answers.</param>
    public static ConfidenceInterval Wilson(long correct, long count)
    {
        if (count == 0)
        {
            return new(0, 1);
        }

        const double z = NinetyFivePercent;
        var fraction = (double)correct / count;
        var shrink = 1 / (1 + (z * z / count));
        var middle = (fraction + (z * z / (2 * count))) * shrink;
        var half = z * shrink * Math.Sqrt((fraction * (1 - fraction) / count) + (z * z / (4.0 * count * count)));
        return new(Math.Max(0, middle - half), Math.Min(1, middle + half));
    }
}
