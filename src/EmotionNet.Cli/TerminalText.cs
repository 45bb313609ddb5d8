namespace EmotionNet.Cli;

/// <summary>Makes names that others chose, such as those of files and classes, safe to print to a terminal.</summary>
internal static class TerminalText
{
    private const char Replacement = '\uFFFD';

    /// <summary>The text with a replacement for each character that steers a terminal or turns the direction of writing.</summary>
    public static string Clean(string text) => text.Any(IsUnsafe) ? string.Concat(text.Select(letter => IsUnsafe(letter) ? Replacement : letter)) : text;

    // C0 and C1, the separators of lines and paragraphs, and what changes the direction.
    private static bool IsUnsafe(char letter) =>
        char.IsControl(letter) || letter is (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
