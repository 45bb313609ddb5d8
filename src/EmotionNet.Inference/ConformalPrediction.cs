namespace EmotionNet.Inference;

/// <summary>
/// Sets of classes that hold the true class of a new face at least as often as was asked for: split-conformal prediction (Vovk et al. 2005; Angelopoulos and Bates,
/// arXiv:2107.07511) with the score of the least ambiguous sets (LAC; Sadinle et al. 2019), one less the probability of the class.
/// </summary>
internal static class ConformalPrediction
{
    /// <summary>How unusual a class is for a face, from its probability.</summary>
    public static double Score(double probability) => 1 - probability;

    /// <summary>
    /// The ⌈(n + 1) · coverage⌉-th smallest score of the true classes of n faces. Of faces that are exchangeable with those, that fraction has a score up to it;
    /// 1, which excludes no class, where n is too small.
    /// </summary>
    /// <param name="ascendingScores">The scores of the true classes, sorted.</param>
    /// <param name="coverage">Above 0 and below 1.</param>
    public static double Threshold(IReadOnlyList<double> ascendingScores, double coverage)
    {
        var rank = (int)Math.Ceiling((ascendingScores.Count + 1) * (decimal)coverage); // a decimal, since 100 · 0.07 is above 7 as a double
        return rank <= ascendingScores.Count ? ascendingScores[rank - 1] : 1;
    }

    /// <summary>The classes of a face whose scores are up to the threshold, the most probable first, which is always in the set: a set is never empty.</summary>
    /// <returns>Their indices.</returns>
    public static int[] Set(IReadOnlyList<float> probabilities, double threshold)
    {
        int[] ranked = [.. Enumerable.Range(0, probabilities.Count).OrderByDescending(index => probabilities[index])];
        return ranked[..Math.Max(1, ranked.Count(index => Score(probabilities[index]) <= threshold))];
    }
}
