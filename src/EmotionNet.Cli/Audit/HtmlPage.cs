using System.Globalization;
using System.Text;
using EmotionNet.Cli.Report;

namespace EmotionNet.Cli.Audit;

/// <summary>An HTML page of headings, paragraphs and tables that asks for nothing from elsewhere, and may not.</summary>
/// <param name="title">What it is about, as plain text.</param>
internal sealed class HtmlPage(string title)
{
    private static readonly CompositeFormat Frame = CompositeFormat.Parse("""
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
        <title>{0}</title>
        <style>
        :root {{ color-scheme: light dark }}
        body {{ font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem }}
        .scroll {{ margin: 1rem 0; overflow-x: auto }}
        table {{ border-collapse: collapse }}
        td, th {{ border-bottom: 1px solid color-mix(in srgb, currentColor 25%, transparent); padding: .25rem .75rem; text-align: right }}
        th:first-child {{ text-align: left }}
        th[scope=row] {{ font-weight: normal }}
        .faces {{ display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)) }}
        figure {{ break-inside: avoid; margin: 0 }}
        figcaption {{ font-size: 13px }}
        img {{ height: 96px; image-rendering: pixelated; margin-right: 4px; width: 96px }}
        .warning {{ border-left: 4px solid #c77700; padding: .25rem 1rem }}
        @media print {{ :root {{ color-scheme: light }} body {{ font-size: 11px; margin: 0; max-width: none }} h2, h3 {{ break-after: avoid }} .scroll {{ overflow: visible }} }}
        code {{ overflow-wrap: anywhere }}
        </style>
        <h1>{0}</h1>
        {1}
        """);

    private readonly List<Html> _body = [];

    /// <summary>A heading.</summary>
    public void Heading(string text) => Add(Html.Of($"<h2>{text}</h2>\n"));

    /// <summary>A paragraph.</summary>
    public void Paragraph(Html text) => Add(Html.Of($"<p>{text}</p>\n"));

    /// <summary>Markup.</summary>
    public void Add(Html markup) => _body.Add(markup);

    /// <summary>A table of plain texts.</summary>
    public void Table(IReadOnlyList<string> header, IEnumerable<string[]> rows) =>
        Add(HtmlTables.Of(header, rows.Select(row => (IReadOnlyList<Html>)[.. row.Select(cell => Html.Of($"{cell}"))])));

    /// <summary>The whole page.</summary>
    public byte[] ToUtf8() => Encoding.UTF8.GetBytes(string.Format(CultureInfo.InvariantCulture, Frame, Html.Of($"{title}"), Html.Join(_body)));
}
