namespace EmotionNet.Evaluation;

/// <summary>
/// Whether a network doubts where the annotators do: the entropy of its probabilities beside the entropy of the votes of the same face, in nats, and the
/// Kullback-Leibler divergence of its probabilities from the votes.
/// </summary>
/// <param name="Votes">The entropy of the votes, face by face.</param>
/// <param name="Network">The entropy of the network's probabilities.</param>
/// <param name="MeanDivergence">The mean divergence.</param>
/// <param name="RankCorrelation">Spearman's rank correlation of the two entropies; 0 where one of them is the same for all faces.</param>
internal sealed record AnnotatorAgreement(IReadOnlyList<double> Votes, IReadOnlyList<double> Network, double MeanDivergence, double RankCorrelation)
{
    /// <summary>Compares.</summary>
    /// <param name="predictions">What the network says of at least one face.</param>
    /// <param name="votes">The share of the votes that each class got, N rows of C numbers that sum to 1.</param>
    public static AnnotatorAgreement Of(FacePredictions predictions, IReadOnlyList<IReadOnlyList<double>> votes)
    {
        double[] ofVotes = [.. votes.Select(Entropy)];
        double[] ofNetwork = [.. Enumerable.Range(0, predictions.Count).Select(face => Entropy(predictions.ProbabilitiesOf(face)))];
        var divergence = votes.Select((row, face) => Divergence(row, predictions.ProbabilitiesOf(face))).Average();
        return new AnnotatorAgreement(ofVotes, ofNetwork, divergence, Correlation(Ranks(ofVotes), Ranks(ofNetwork)));
    }

    private static double Entropy(IReadOnlyList<double> shares) => -shares.Where(share => share > 0).Sum(share => share * Math.Log(share));

    // Float32 softmax may give 0 where the exact probability is tiny.
    private static double Divergence(IReadOnlyList<double> votes, IReadOnlyList<double> probabilities) =>
        votes.Zip(probabilities, (vote, probability) => vote > 0 ? vote * Math.Log(vote / Math.Max(probability, double.Epsilon)) : 0).Sum();

    // Equal values have the mean of their ranks.
    private static double[] Ranks(double[] values)
    {
        var ranks = new double[values.Length];
        var before = 0;
        foreach (var equal in values.Select((value, index) => (Value: value, Index: index)).GroupBy(entry => entry.Value).OrderBy(group => group.Key))
        {
            var count = equal.Count();
            foreach (var (_, index) in equal)
            {
                ranks[index] = before + ((count - 1) / 2.0);
            }

            before += count;
        }

        return ranks;
    }

    private static double Correlation(double[] first, double[] second)
    {
        var (one, other) = (first.Average(), second.Average());
        var covariance = first.Zip(second, (x, y) => (x - one) * (y - other)).Sum();
        var variances = first.Sum(x => (x - one) * (x - one)) * second.Sum(y => (y - other) * (y - other));
        return variances == 0 ? 0 : covariance / Math.Sqrt(variances);
    }
}
