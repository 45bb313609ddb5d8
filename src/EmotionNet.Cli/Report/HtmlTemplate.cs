using System.Text.RegularExpressions;

namespace EmotionNet.Cli.Report;

/// <summary>
/// A page with places to fill: <c>{{name}}</c> is replaced, and <c>{{#name}}…{{/name}}</c> is left out where <c>name</c> is empty. What is filled in is not
/// looked at again.
/// </summary>
internal static partial class HtmlTemplate
{
    /// <summary>Fills a template.</summary>
    /// <param name="template">The template.</param>
    /// <param name="values">Every name of the template.</param>
    public static string Fill(string template, IReadOnlyDictionary<string, Html> values) => Place().Replace(template, place =>
        place.Groups["block"] is { Success: true, Value: var block }
            ? values[block].IsEmpty ? "" : Fill(place.Groups["inner"].Value, values)
            : values[place.Groups["name"].Value].Markup);

    /// <summary>A file of the page, with the line ends that a browser hashes.</summary>
    public static string Read(string name)
    {
        using var stream = typeof(HtmlTemplate).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    [GeneratedRegex(@"\{\{#(?<block>\w+)\}\}(?<inner>.*?)\{\{/\k<block>\}\}|\{\{(?<name>\w+)\}\}", RegexOptions.Singleline)]
    private static partial Regex Place();
}
