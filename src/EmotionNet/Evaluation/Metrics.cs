namespace EmotionNet.Evaluation;

/// <summary>Scores from a confusion matrix.</summary>
internal static class Metrics
{
    /// <summary>Computes accuracy, macro-F1 and the scores of each class.</summary>
    /// <param name="counts">A row for each true class, a column for each predicted class.</param>
    /// <param name="classNames">The classes.</param>
    /// <param name="loss">Mean cross-entropy.</param>
    /// <param name="divergence">Mean Kullback-Leibler divergence, or null.</param>
    public static EvaluationResult From(long[,] counts, IReadOnlyList<string> classNames, double loss, double? divergence = null)
    {
        var scores = classNames.Select((name, index) => Score(counts, name, index)).ToList();
        var total = counts.Cast<long>().Sum();
        var correct = Enumerable.Range(0, classNames.Count).Sum(index => counts[index, index]);
        var present = scores.Where((score, index) => score.Count > 0 || ColumnSum(counts, index) > 0).ToList();
        return new EvaluationResult
        {
            Count = (int)total,
            Loss = loss,
            Accuracy = Ratio(correct, total),
            MacroF1 = present.Count == 0 ? 0 : present.Average(score => score.F1),
            KullbackLeiblerDivergence = divergence,
            Classes = scores,
            ConfusionMatrix = Enumerable.Range(0, classNames.Count)
                .Select(row => (IReadOnlyList<long>)Enumerable.Range(0, classNames.Count).Select(column => counts[row, column]).ToList())
                .ToList(),
        };
    }

    private static ClassScore Score(long[,] counts, string name, int index)
    {
        long correct = counts[index, index], actual = RowSum(counts, index), predicted = ColumnSum(counts, index);
        return new ClassScore(name, actual, Ratio(correct, predicted), Ratio(correct, actual), Ratio(2 * correct, actual + predicted));
    }

    private static long RowSum(long[,] counts, int row) => Enumerable.Range(0, counts.GetLength(1)).Sum(column => counts[row, column]);

    private static long ColumnSum(long[,] counts, int column) => Enumerable.Range(0, counts.GetLength(0)).Sum(row => counts[row, column]);

    private static double Ratio(long part, long whole) => whole == 0 ? 0 : (double)part / whole;
}
