using System.Text;

namespace EmotionNet.Data;

/// <summary>A piece of a user's file as a message may show it: short, on one line, without control characters that a terminal would obey.</summary>
internal static class Snippet
{
    /// <summary>The beginning of some UTF-8 text.</summary>
    public static string Of(ReadOnlySpan<byte> text, int maximumLength = 20) =>
        Of(Encoding.UTF8.GetString(text[..Math.Min(text.Length, 4 * maximumLength)]), maximumLength);

    /// <summary>The beginning of some text.</summary>
    public static string Of(string text, int maximumLength = 20)
    {
        var shown = new StringBuilder(maximumLength + 1);
        foreach (var character in text.AsSpan(0, Math.Min(text.Length, maximumLength)))
        {
            shown.Append(char.IsControl(character) ? '\uFFFD' : character);
        }

        return text.Length > maximumLength ? shown.Append('…').ToString() : shown.ToString();
    }
}
