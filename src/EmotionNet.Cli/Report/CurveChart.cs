using System.Globalization;
using System.Text;
using System.Text.Json;

namespace EmotionNet.Cli.Report;

/// <summary>
/// Curves over the epochs as SVG. It is whole without script; the page's script reads the numbers from its attributes, to say them where the pointer is
/// and to zoom, for which it only changes the view box of the inner SVG.
/// </summary>
internal static class CurveChart
{
    // The outer SVG, in its own units; the plot within it is stretched from Side × Side.
    private const int Width = 440, Height = 260, Left = 52, Top = 10, Right = 10, Bottom = 34, Side = 1000;
    private const int PlotWidth = Width - Left - Right, PlotHeight = Height - Top - Bottom;

    /// <summary>Draws a chart.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="epochs">The epochs, ascending; at least one.</param>
    /// <param name="series">A number for each epoch, or null.</param>
    /// <param name="isPercent">Whether they are fractions to be shown as percentages.</param>
    public static Html Draw(string title, IReadOnlyList<int> epochs, IReadOnlyList<CurveSeries> series, bool isPercent = false)
    {
        var x = new ChartAxis(epochs[0] - 0.5, epochs[^1] + 0.5);
        var y = ChartAxis.Around(series.SelectMany(line => line.Values).OfType<double>());
        var labels = series.Select(line => Html.Of($"<span class=\"key c{line.Color}\">{line.Name}</span>"));
        var unit = isPercent ? "percent" : "";
        return Html.Of($"""
            <figure class="chart curve" data-unit="{unit}" data-range="{Range(y)}" data-epochs="{JsonSerializer.Serialize(epochs)}"
            data-series="{Numbers(series)}">
            <figcaption>{title}<span class="keys">{labels}</span></figcaption>
            <svg viewBox="0 0 {Width} {Height}" role="img" aria-label="{Description(title, epochs, series, isPercent)}">
            <g class="grid y">{y.Ticks().Select(tick => YTick(y, tick, isPercent))}</g>
            <g class="grid x">{x.Ticks(smallestStep: 1).Select(tick => XTick(x, tick))}</g>
            <svg class="plot" x="{Left}" y="{Top}" width="{PlotWidth}" height="{PlotHeight}" viewBox="0 0 {Side} {Side}" preserveAspectRatio="none">
            {series.Select(line => Line(x, y, epochs, line))}</svg>
            <text class="title" x="{Left + (PlotWidth / 2)}" y="{Height - 4}">epoch</text>
            </svg></figure>
            """);
    }

    private static Html YTick(ChartAxis y, double tick, bool isPercent)
    {
        var place = Top + ((1 - y.Place(tick)) * PlotHeight);
        return Html.Of(
            $"<path d=\"M{Left} {place}H{Width - Right}\"/><text x=\"{Left - 6}\" y=\"{place + 4}\">{ChartAxis.Words(tick, isPercent)}</text>");
    }

    private static Html XTick(ChartAxis x, double tick)
    {
        var place = Left + (x.Place(tick) * PlotWidth);
        return Html.Of(
            $"<path d=\"M{place} {Height - Bottom}v4\"/><text x=\"{place}\" y=\"{Height - Bottom + 16}\">{ChartAxis.Words(tick, isPercent: false)}</text>");
    }

    // A line through the numbers; one alone becomes a dot, by the round ends of a line of no length.
    private static Html Line(ChartAxis x, ChartAxis y, IReadOnlyList<int> epochs, CurveSeries series)
    {
        var path = new StringBuilder();
        var isOpen = false;
        foreach (var (value, index) in series.Values.Select((value, index) => (value, index)))
        {
            if (value is not { } number || !double.IsFinite(number))
            {
                isOpen = false;
                continue;
            }

            path.Append(CultureInfo.InvariantCulture, $"{(isOpen ? 'L' : 'M')}{x.Place(epochs[index]) * Side:0.#} {(1 - y.Place(number)) * Side:0.#}");
            path.Append(isOpen ? "" : "h0");
            isOpen = true;
        }

        return Html.Of($"<path class=\"line c{series.Color}\" d=\"{path.ToString()}\"/>");
    }

    private static string Description(string title, IReadOnlyList<int> epochs, IReadOnlyList<CurveSeries> series, bool isPercent)
    {
        var ends = series.Select(line => line.Values[^1] is { } last ? $"{line.Name} {ChartAxis.Words(Math.Round(last, 4), isPercent)}" : line.Name);
        return string.Create(CultureInfo.InvariantCulture, $"{title} over {epochs.Count} epochs; last: {string.Join(", ", ends)}");
    }

    private static string Numbers(IReadOnlyList<CurveSeries> series) => JsonSerializer.Serialize(series.Select(line => new
    {
        name = line.Name,
        color = line.Color,
        values = line.Values.Select(value => value is { } number && double.IsFinite(number) ? value : null),
    }));

    private static string Range(ChartAxis y) => JsonSerializer.Serialize((double[])[y.Minimum, y.Maximum]);
}
