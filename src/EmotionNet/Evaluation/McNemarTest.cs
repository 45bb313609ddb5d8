namespace EmotionNet.Evaluation;

/// <summary>
/// McNemar's test that two classifiers are right equally often on the same faces (McNemar 1947), in its exact form: of the faces that one alone classifies
/// correctly, each is as likely the first's as the second's.
/// </summary>
/// <param name="FirstOnly">Faces that the first alone classifies correctly.</param>
/// <param name="SecondOnly">Faces that the second alone classifies correctly.</param>
/// <param name="PValue">The two-sided probability of a division at least as uneven; 1 where there are no such faces.</param>
internal sealed record McNemarTest(int FirstOnly, int SecondOnly, double PValue)
{
    /// <summary>The level below which a difference is told.</summary>
    public const double Level = 0.05;

    /// <summary>Tests two counts of discordant faces.</summary>
    public static McNemarTest Of(int firstOnly, int secondOnly)
    {
        int count = firstOnly + secondOnly, fewer = Math.Min(firstOnly, secondOnly);
        // The binomial distribution is summed in logarithms, so that thousands of faces do not underflow: exact for any count.
        double logTerm = -count * Math.Log(2), tail = Math.Exp(logTerm);
        for (var index = 1; index <= fewer; index++)
        {
            logTerm += Math.Log(count - index + 1) - Math.Log(index);
            tail += Math.Exp(logTerm);
        }

        return new McNemarTest(firstOnly, secondOnly, Math.Min(1, 2 * tail));
    }
}
