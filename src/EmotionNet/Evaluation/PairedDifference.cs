namespace EmotionNet.Evaluation;

/// <summary>How two classifiers differ in accuracy on the same faces; fractions.</summary>
/// <param name="Gained">Faces that the second alone classifies correctly.</param>
/// <param name="Lost">Faces that the first alone classifies correctly.</param>
/// <param name="Difference">Accuracy of the second less that of the first.</param>
/// <param name="Interval">Where the difference lies with 95 % confidence: Wald's interval for paired proportions with Laplace's adjustment (Bonett and Price 2012).</param>
internal sealed record PairedDifference(int Gained, int Lost, double Difference, ConfidenceInterval Interval)
{
    /// <summary>Compares two classifiers.</summary>
    /// <param name="first">Whether the first is right, face by face.</param>
    /// <param name="second">The same of the second; as many.</param>
    public static PairedDifference Of(IReadOnlyList<bool> first, IReadOnlyList<bool> second)
    {
        var pairs = first.Zip(second).ToList();
        int gained = pairs.Count(pair => !pair.First && pair.Second), lost = pairs.Count(pair => pair.First && !pair.Second);
        double count = pairs.Count + 2, up = (gained + 1) / count, down = (lost + 1) / count;
        var half = ConfidenceInterval.NinetyFivePercent * Math.Sqrt((up + down - ((up - down) * (up - down))) / count);
        return new PairedDifference(
            gained, lost, (double)(gained - lost) / Math.Max(1, pairs.Count), new(Math.Max(-1, up - down - half), Math.Min(1, up - down + half)));
    }
}
