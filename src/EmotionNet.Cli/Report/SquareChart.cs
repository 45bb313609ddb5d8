namespace EmotionNet.Cli.Report;

/// <summary>A square plot of two numbers that have one range, as SVG.</summary>
/// <param name="axis">The range of both.</param>
/// <param name="isPercent">Whether they are fractions to be shown as percentages.</param>
internal sealed class SquareChart(ChartAxis axis, bool isPercent)
{
    /// <summary>The side of the plot, in units of the SVG.</summary>
    public const int Side = 300;

    private const int Left = 46, Top = 8, Right = 10, Below = 24, TitleHeight = 18;

    /// <summary>Where a value of the horizontal axis lies.</summary>
    public double X(double value) => Left + (axis.Place(value) * Side);

    /// <summary>Where a value of the vertical axis lies.</summary>
    public double Y(double value) => Top + ((1 - axis.Place(value)) * Side);

    /// <summary>Draws the chart: grid and content, and the diagonal on which the two numbers are equal.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="axes">What the axes are.</param>
    /// <param name="content">What is drawn on the grid.</param>
    /// <param name="extra">What is drawn below the plot, from <see cref="ExtraTop"/> on; and its height.</param>
    public Html Draw(string title, string axes, Html content, (Html Content, int Height) extra = default)
    {
        const int Width = Left + Side + Right;
        var height = ExtraTop + extra.Height + TitleHeight;
        return Html.Of($"""
            <figure class="chart"><figcaption>{title}</figcaption>
            <svg viewBox="0 0 {Width} {height}" role="img" aria-label="{title}; {axes}">
            <g class="grid y">{axis.Ticks().Select(YTick)}</g><g class="grid x">{axis.Ticks().Select(XTick)}</g>
            {content}
            <path class="ideal" d="M{Left} {Top + Side}L{Left + Side} {Top}"/>
            {extra.Content}
            <text class="title" x="{Left + (Side / 2)}" y="{height - 4}">{axes}</text>
            </svg></figure>
            """);
    }

    /// <summary>Where the room below the plot begins.</summary>
    public static int ExtraTop => Top + Side + Below;

    private Html YTick(double tick) => Html.Of(
        $"<path d=\"M{Left} {Y(tick)}h{Side}\"/><text x=\"{Left - 6}\" y=\"{Y(tick) + 4}\">{ChartAxis.Words(tick, isPercent)}</text>");

    private Html XTick(double tick) => Html.Of($"<text x=\"{X(tick)}\" y=\"{Top + Side + 15}\">{ChartAxis.Words(tick, isPercent)}</text>");
}
