using EmotionNet.Cli.Display;
using EmotionNet.Evaluation;

namespace EmotionNet.Cli.Report;

/// <summary>A reliability diagram: how often the network is right beside how sure it is, with the number of faces below.</summary>
internal static class ReliabilityChart
{
    private const int CountsHeight = 44;

    private static readonly SquareChart Chart = new(new ChartAxis(0, 1), isPercent: true);

    /// <summary>Draws a diagram.</summary>
    /// <param name="title">Before or after what.</param>
    /// <param name="bins">The bins of equal width.</param>
    public static Html Draw(string title, IReadOnlyList<ReliabilityBin> bins)
    {
        var most = Math.Max(1, bins.Max(bin => bin.Count));
        return Chart.Draw(
            title,
            "confidence; upwards, how often right; below, faces",
            Html.Join(bins.Where(bin => bin.Count > 0).Select(Bar)),
            (Html.Join(bins.Select(bin => Count(bin, most))), CountsHeight));
    }

    private static Html Bar(ReliabilityBin bin)
    {
        var (left, width) = Place(bin);
        var interval = ConfidenceInterval.Wilson((long)Math.Round(bin.Accuracy * bin.Count), bin.Count);
        var words = $"{Tables.Count(bin.Count, "face")}: mean confidence {Tables.Percent(bin.Confidence)}, "
            + $"right {Tables.Percent(bin.Accuracy)} ({Tables.Interval(interval)})";
        return Html.Of($"""
            <g><title>{words}</title>
            <rect class="bar c0" x="{left}" y="{Chart.Y(bin.Accuracy)}" width="{width}" height="{SquareChart.Side * bin.Accuracy}"/>
            <path class="gap" d="M{left} {Chart.Y(bin.Confidence)}h{width}"/>
            <path class="whisker" d="M{left + (width / 2)} {Chart.Y(interval.Lower)}V{Chart.Y(interval.Upper)}"/></g>

            """);
    }

    private static Html Count(ReliabilityBin bin, int most)
    {
        var (left, width) = Place(bin);
        var height = CountsHeight * (double)bin.Count / most;
        return Html.Of($"""
            <rect class="bar c3" x="{left}" y="{SquareChart.ExtraTop + CountsHeight - height}" width="{width}" height="{height}">
            <title>{Tables.Count(bin.Count, "face")}</title></rect>

            """);
    }

    // A gap of two between the bars.
    private static (double Left, double Width) Place(ReliabilityBin bin) => (Chart.X(bin.Lower) + 1, Chart.X(bin.Upper) - Chart.X(bin.Lower) - 2);
}
