using EmotionNet.Cli.Display;
using EmotionNet.Evaluation;

namespace EmotionNet.Cli.Report;

/// <summary>Tables of the page. Each scrolls by itself where the page is too narrow for it.</summary>
internal static class HtmlTables
{
    // Shades of the style sheet, s0 to s20.
    private const int Shades = 20;

    /// <summary>A table that commands show too.</summary>
    public static Html Of(TextTable table, string caption = "") => Of(
        table.Columns, table.Rows.Select(row => (IReadOnlyList<Html>)[.. row.Select(cell => Html.Of($"{cell}"))]), caption);

    /// <summary>A table with markup in its cells. The first column has the headings of the rows.</summary>
    public static Html Of(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<Html>> rows, string caption = "", string kind = "numbers") => Html.Of($"""
        <div class="scroll"><table class="{kind}">{(caption.Length == 0 ? Html.Empty : Html.Of($"<caption>{caption}</caption>"))}
        <thead><tr>{columns.Select(column => Html.Of($"<th scope=\"col\">{column}</th>"))}</tr></thead>
        <tbody>{rows.Select(row => Html.Of($"<tr>{row.Select(Cell)}</tr>\n"))}</tbody></table></div>
        """);

    /// <summary>Names and values, one below the other; those without a value are left out.</summary>
    public static Html Facts(IEnumerable<(string Name, string Value)> facts)
    {
        var known = facts.Where(fact => fact.Value.Length > 0);
        return Html.Of($"<dl class=\"facts\">{known.Select(fact => Html.Of($"<div><dt>{fact.Name}</dt><dd>{fact.Value}</dd></div>\n"))}</dl>");
    }

    /// <summary>A confusion matrix: shares of the row, with the counts below them.</summary>
    public static Html Confusion(EvaluationResult result, string caption)
    {
        var names = result.Classes.Select(score => score.Name).ToList();
        return Html.Of($"""
            <figure class="matrix"><figcaption>{caption}: {Tables.Percent(result.Accuracy)} right</figcaption><div class="scroll"><table>
            <thead><tr><th scope="col"><small>true \ predicted</small></th>{names.Select(name => Html.Of($"<th scope=\"col\">{name}</th>"))}</tr></thead>
            <tbody>{result.ConfusionMatrix.Select((row, index) => Row(names, row, index))}</tbody></table></div></figure>
            """);
    }

    private static Html Cell(Html cell, int index) => index == 0 ? Html.Of($"<th scope=\"row\">{cell}</th>") : Html.Of($"<td>{cell}</td>");

    private static Html Row(List<string> names, IReadOnlyList<long> counts, int index)
    {
        var all = Math.Max(1, counts.Sum());
        var cells = counts.Select((count, column) => Share(count, (double)count / all, column == index));
        return Html.Of($"<tr><th scope=\"row\">{names[index]}</th>{cells}</tr>\n");
    }

    private static Html Share(long count, double share, bool isRight) => Html.Of(
        $"<td class=\"s{(int)Math.Round(share * Shades)}{(isRight ? " right" : "")}\">{Math.Round(share * 100)} %<br><small>{Tables.Count(count)}</small></td>");
}
