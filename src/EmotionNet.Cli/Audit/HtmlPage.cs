using System.Globalization;
using System.Net;
using System.Text;

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
        table {{ border-collapse: collapse; display: block; margin: 1rem 0; overflow-x: auto }}
        td, th {{ border-bottom: 1px solid color-mix(in srgb, currentColor 25%, transparent); padding: .25rem .75rem; text-align: right }}
        td:first-child, th:first-child, .text td, .text th {{ text-align: left }}
        .faces {{ display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)) }}
        figure {{ break-inside: avoid; margin: 0 }}
        figcaption {{ font-size: 13px }}
        img {{ height: 96px; image-rendering: pixelated; margin-right: 4px; width: 96px }}
        code {{ overflow-wrap: anywhere }}
        </style>
        <h1>{0}</h1>
        {1}
        """);

    private readonly StringBuilder _body = new();

    /// <summary>A text that is not HTML as HTML.</summary>
    public static string Escape(string text) => WebUtility.HtmlEncode(text);

    /// <summary>A heading of plain text.</summary>
    public void Heading(string text) => Raw($"<h2>{Escape(text)}</h2>\n");

    /// <summary>A paragraph of HTML.</summary>
    public void Paragraph(string html) => Raw($"<p>{html}</p>\n");

    /// <summary>HTML as it is.</summary>
    public void Raw(string html) => _body.Append(html);

    /// <summary>A table of plain texts.</summary>
    public void Table(IReadOnlyList<string> header, IEnumerable<string[]> rows)
    {
        _body.Append("<table><tr>").AppendJoin("", header.Select(cell => $"<th>{Escape(cell)}</th>")).Append("</tr>\n");
        foreach (var row in rows)
        {
            _body.Append("<tr>").AppendJoin("", row.Select(cell => $"<td>{Escape(cell)}</td>")).Append("</tr>\n");
        }

        Raw("</table>\n");
    }

    /// <summary>The whole page.</summary>
    public byte[] ToUtf8() => Encoding.UTF8.GetBytes(string.Format(CultureInfo.InvariantCulture, Frame, Escape(title), _body));
}
