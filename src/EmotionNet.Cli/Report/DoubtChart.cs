using EmotionNet.Cli.Display;
using EmotionNet.Evaluation;

namespace EmotionNet.Cli.Report;

/// <summary>The entropy of the network's probabilities beside the entropy of the annotators' votes: squares that are darker where more faces are.</summary>
/// <param name="classes">How many classes there are; the logarithm of it is the largest entropy.</param>
internal sealed class DoubtChart(int classes)
{
    private const int Cells = 20;

    private readonly ChartAxis _axis = new(0, Math.Log(classes));

    /// <summary>Draws the chart, with the mean of the network for the faces of each column as a line.</summary>
    /// <param name="title">Of which probabilities.</param>
    /// <param name="agreement">The entropies.</param>
    public Html Draw(string title, AnnotatorAgreement agreement)
    {
        var chart = new SquareChart(_axis, isPercent: false);
        var cells = agreement.Votes.Zip(agreement.Network, (votes, network) => (Column: Cell(votes), Row: Cell(network)))
            .GroupBy(cell => cell).Select(group => (group.Key, Count: group.Count())).ToList();
        var most = cells.Max(cell => cell.Count);
        return chart.Draw(title, "entropy of the votes, nats; upwards, of the network", Html.Of($"""
            {cells.Select(cell => Square(chart, cell.Key, cell.Count, most))}
            <path class="line c1" d="{Means(chart, agreement)}"/>
            """));
    }

    private int Cell(double entropy) => Math.Clamp((int)(_axis.Place(entropy) * Cells), 0, Cells - 1);

    private Html Square(SquareChart chart, (int Column, int Row) cell, int count, int most)
    {
        const double Size = (double)SquareChart.Side / Cells;
        var unit = _axis.Maximum / Cells;
        // By the root, as few faces in a cell would else not be seen beside the thousands without any doubt.
        var opacity = 0.08 + (0.92 * Math.Sqrt((double)count / most));
        return Html.Of($"""
            <rect class="bar c0" fill-opacity="{opacity}" x="{chart.X(cell.Column * unit)}" y="{chart.Y((cell.Row + 1) * unit)}" width="{Size}" height="{Size}">
            <title>{Tables.Count(count, "face")}</title></rect>

            """);
    }

    private string Means(SquareChart chart, AnnotatorAgreement agreement)
    {
        var means = agreement.Votes.Zip(agreement.Network).GroupBy(pair => Cell(pair.First)).OrderBy(group => group.Key)
            .Select(group => (X: chart.X(group.Average(pair => pair.First)), Y: chart.Y(group.Average(pair => pair.Second))));
        return $"M{string.Join('L', means.Select(point => FormattableString.Invariant($"{point.X:0.#} {point.Y:0.#}")))}";
    }
}
