using EmotionNet.Cli.Display;
using EmotionNet.Evaluation;

namespace EmotionNet.Cli.Report;

/// <summary>Recall and precision of each class as bars with Wilson's intervals of 95 %, in a table.</summary>
internal static class RateBars
{
    /// <summary>Draws the table.</summary>
    public static Html Draw(EvaluationResult result)
    {
        var rows = result.Classes.Select((score, index) =>
        {
            var right = result.ConfusionMatrix[index][index];
            var predicted = result.ConfusionMatrix.Sum(row => row[index]);
            return (IReadOnlyList<Html>)
            [
                Html.Of($"{score.Name}"),
                Html.Of($"{Tables.Count(score.Count)}"),
                Bar(right, score.Count, 0, "no face"),
                Bar(right, predicted, 1, "never predicted"),
                Html.Of($"{Tables.Short(score.F1)}"),
            ];
        });
        return HtmlTables.Of(["class", "faces", "recall", "precision", "F1"], rows, kind: "numbers bars");
    }

    private static Html Bar(long right, long count, int color, string none)
    {
        if (count == 0)
        {
            return Html.Of($"<span class=\"none\">{none}</span>");
        }

        var (share, interval) = ((double)right / count, ConfidenceInterval.Wilson(right, count));
        var (low, high) = (100 * interval.Lower, 100 * interval.Upper);
        return Html.Of($"""
            <svg class="rate" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true"><rect class="back" width="100" height="12"/>
            <rect class="bar c{color}" width="{100 * share}" height="12"/><path class="whisker" d="M{low} 6H{high}M{low} 2v8M{high} 2v8"/></svg>
            <span>{Tables.Percent(share)}</span> <small>{Tables.Interval(interval)}</small>
            """);
    }
}
