using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace EmotionNet.Cli.Report;

/// <summary>
/// Markup. A text becomes markup only by <see cref="Of"/>, which escapes every hole of an interpolated string that is not markup itself: a file name or the name
/// of a class cannot bring an element into the page.
/// </summary>
/// <param name="Markup">The markup.</param>
internal readonly record struct Html(string Markup)
{
    /// <summary>Nothing.</summary>
    public static Html Empty { get; } = new("");

    /// <summary>Whether there is nothing to show.</summary>
    public bool IsEmpty => string.IsNullOrEmpty(Markup);

    /// <summary>Markup with escaped holes, by the invariant culture: <c>Html.Of($"&lt;td&gt;{name}&lt;/td&gt;")</c>.</summary>
    public static Html Of(Handler text) => new(text.ToString());

    /// <summary>One after the other.</summary>
    public static Html Join(IEnumerable<Html> parts) => new(string.Concat(parts.Select(part => part.Markup)));

    /// <inheritdoc/>
    public override string ToString() => Markup;

    /// <summary>What the compiler makes of the interpolated string.</summary>
    [InterpolatedStringHandler]
    internal readonly struct Handler
    {
        private readonly StringBuilder _markup;

        /// <summary>Begins a string.</summary>
        public Handler(int literalLength, int formattedCount) => _markup = new StringBuilder(literalLength + (16 * formattedCount));

        /// <summary>Adds what the source code says.</summary>
        public void AppendLiteral(string literal) => _markup.Append(literal);

        /// <summary>Adds markup.</summary>
        public void AppendFormatted(Html markup) => _markup.Append(markup.Markup);

        /// <summary>Adds markup, one after the other.</summary>
        public void AppendFormatted(IEnumerable<Html> parts) => _markup.Append(Join(parts).Markup);

        /// <summary>Adds a text, without what would turn the direction of the page's text.</summary>
        public void AppendFormatted(string? text) => _markup.Append(WebUtility.HtmlEncode(TerminalText.Clean(text ?? "")));

        /// <summary>Adds a number.</summary>
        public void AppendFormatted(long number) => _markup.Append(number.ToString(CultureInfo.InvariantCulture));

        /// <summary>Adds a number; of a coordinate two digits after the point are enough.</summary>
        public void AppendFormatted(double number) => _markup.Append(number.ToString("0.##", CultureInfo.InvariantCulture));

        /// <inheritdoc/>
        public override string ToString() => _markup.ToString();
    }
}
