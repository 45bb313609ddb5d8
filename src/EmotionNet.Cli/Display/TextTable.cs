using Spectre.Console;
using Spectre.Console.Rendering;

namespace EmotionNet.Cli.Display;

/// <summary>A table for a terminal, a pipe and the log. The first column has words, the others numbers.</summary>
/// <param name="Columns">The headings.</param>
/// <param name="Rows">The cells, as many a row as there are headings.</param>
internal sealed record TextTable(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    // Spectre's margins of each column, one on each side, and the blank between two columns, which also begins and ends a line.
    private const int Margins = 3;

    /// <summary>Characters that the table takes in a terminal; where there are fewer, Spectre would break numbers and leave columns out.</summary>
    public int Width => Columns.Select((heading, column) => Rows.Select(row => row[column].Length).Append(heading.Length).Max() + Margins).Sum() + 1;

    /// <summary>Aligned lines, the headings first.</summary>
    public IEnumerable<string> ToLines()
    {
        var widths = Columns.Select((heading, column) => Rows.Select(row => row[column].Length).Append(heading.Length).Max()).ToArray();
        return Rows.Prepend(Columns).Select(
            row => string.Join("  ", row.Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).TrimEnd());
    }

    /// <summary>The table without the first of some columns that it can do without, as many as have to go for it to fit.</summary>
    /// <param name="width">The characters of the terminal.</param>
    /// <param name="dispensable">The headings of those columns, the least important first.</param>
    public TextTable Narrowed(int width, params IReadOnlyList<string> dispensable)
    {
        var table = this;
        foreach (var heading in dispensable.TakeWhile(_ => table.Width > width))
        {
            table = table.Without(table.Columns.ToList().IndexOf(heading));
        }

        return table;
    }

    /// <summary>For a terminal; aligned lines where it is too narrow.</summary>
    /// <param name="width">Its characters.</param>
    public IRenderable ToFit(int width) => Width <= width ? ToSpectre() : new Text(string.Join('\n', ToLines()));

    /// <summary>For a terminal.</summary>
    /// <param name="highlighted">The row to make stand out, or -1.</param>
    public Table ToSpectre(int highlighted = -1)
    {
        var table = new Table().Border(new HeadlineBorder(isAscii: false));
        for (var column = 0; column < Columns.Count; column++)
        {
            table.AddColumn(new TableColumn(new Markup(Markup.Escape(Columns[column]), new Style(decoration: Decoration.Bold)))
            {
                Alignment = column == 0 ? Justify.Left : Justify.Right,
                NoWrap = true,
            });
        }

        foreach (var (row, index) in Rows.Select((row, index) => (row, index)))
        {
            var style = index == highlighted ? new Style(Color.Green, decoration: Decoration.Bold) : Style.Plain;
            table.AddRow(row.Select(cell => new Text(cell, style)));
        }

        return table;
    }

    private TextTable Without(int column) => new(
        [.. Columns.Where((_, index) => index != column)], [.. Rows.Select(row => (IReadOnlyList<string>)[.. row.Where((_, index) => index != column)])]);
}
