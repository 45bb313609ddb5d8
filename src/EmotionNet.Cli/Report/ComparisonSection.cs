using EmotionNet.Cli.Display;
using EmotionNet.Evaluation;

namespace EmotionNet.Cli.Report;

/// <summary>The section that compares the network with others: the tables of <c>compare</c>, with the differences drawn, and faces that flipped.</summary>
/// <param name="content">What the report is made from.</param>
internal sealed class ComparisonSection(ReportContent content)
{
    private const int ListedFaces = 24;

    private readonly FacePictures _pictures = new(content.ShowsFaces ? content.Data?.Faces : null);

    /// <summary>The section; empty without a comparison.</summary>
    public Html Draw()
    {
        var settings = content.Comparison;
        return settings.Count == 0 ? Html.Empty : Html.Of($"""
            {HtmlTables.Of(ComparisonText.Scores(settings))}
            {(settings.All(setting => setting.Networks.Count == 1) ? Html.Empty : HtmlTables.Of(ComparisonText.Seeds(settings)))}
            {HtmlTables.Of(ComparisonText.Facts(settings), ComparisonText.SpeedNote)}
            {settings.Index().Skip(1).Select(entry => Comparison(ComparisonText.NameOf(entry.Index), entry.Item.ToFirst!))}
            """);
    }

    private Html Comparison(string name, PairedComparison comparison)
    {
        var first = ComparisonText.NameOf(0);
        return Html.Of($"""
            <h3>{name} against {first}</h3>
            <p class="verdict">{name} against {first}: {ComparisonText.Verdict(name, first, comparison)}</p>
            {Differences(name, first, comparison)}
            <p>{ComparisonText.Discordant(name, first, comparison)} {ComparisonText.Test(comparison)}</p>
            {Flips($"Right in {name} alone", [.. comparison.Flipped.Where(face => face.IsGained)])}
            {Flips($"Right in {first} alone", [.. comparison.Flipped.Where(face => !face.IsGained)])}
            """);
    }

    // The table of compare, and a bar from the lower to the upper end of each interval.
    private static Html Differences(string name, string first, PairedComparison comparison)
    {
        List<EstimatedDifference> all = [comparison.Accuracy, comparison.MacroF1, .. comparison.Classes.Select(score => score.Recall)];
        var largest = all.Max(row => Math.Max(Math.Abs(row.Interval.Lower), Math.Abs(row.Interval.Upper)));
        var axis = new ChartAxis(-Math.Max(largest, 1e-9), Math.Max(largest, 1e-9));
        var table = ComparisonText.Differences(name, first, comparison);
        return HtmlTables.Of(
            [.. table.Columns, ""],
            table.Rows.Select((row, index) => (IReadOnlyList<Html>)[.. row.Select(cell => Html.Of($"{cell}")), Bar(axis, all[index])]),
            kind: "numbers differences");
    }

    private static Html Bar(ChartAxis axis, EstimatedDifference difference)
    {
        var (low, high) = (100 * axis.Place(difference.Interval.Lower), 100 * axis.Place(difference.Interval.Upper));
        var (left, kind) = ((100 * axis.Place(difference.Difference)) - 1, difference.ExcludesZero ? "c0" : "c3");
        return Html.Of($"""
            <svg viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true"><path class="zero" d="M50 0v14"/>
            <path class="whisker" d="M{low} 7H{high}M{low} 3v8M{high} 3v8"/>
            <rect class="bar {kind}" x="{left}" y="2" width="2" height="10"/></svg>
            """);
    }

    private Html Flips(string title, List<FlippedFace> faces)
    {
        if (faces.Count == 0 || !_pictures.AreShown)
        {
            return Html.Empty;
        }

        var shown = faces.Take(ListedFaces).Select(face => (content.Split, face.Index, Html.Of(
            $"<b>{face.Label}</b><span class=\"bad\">{string.Join(", ", face.IsGained ? face.First : face.Second)}</span> <small>#{face.Index}</small>")));
        var count = $"{Tables.Count(Math.Min(ListedFaces, faces.Count))} of {Tables.Count(faces.Count, "face")}";
        return Html.Of($"<details><summary>{title}: {count}, with the wrong answer</summary>{_pictures.Gallery(shown)}</details>");
    }
}
