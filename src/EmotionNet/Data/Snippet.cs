using System.Text;

namespace EmotionNet.Data;

/// <summary>A piece of a user's file as a message may show it: short, on one line, without control characters that a terminal would obey.</summary>
internal static class Snippet
{
    /// <summary>The beginning of some UTF-8 text.</summary>
    public static string Of(ReadOnlySpan<byte> text, int longest = 20) => Of(Encoding.UTF8.GetString(text[..Math.Min(text.Length, 4 * longest)]), longest);

    /// <summary>The beginning of some text.</summary>
    public static string Of(string text, int longest = 20)
    {
        var shown = new StringBuilder(longest + 1);
        foreach (var character in text.AsSpan(0, Math.Min(text.Length, longest)))
        {
            shown.Append(char.IsControl(character) ? '\uFFFD' : character);
        }

        return text.Length > longest ? shown.Append('…').ToString() : shown.ToString();
    }
}
