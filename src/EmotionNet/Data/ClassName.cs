using System.Globalization;
using System.Text;

namespace EmotionNet.Data;

/// <summary>
/// What the name of a class may be: it goes into tables, terminals, file formats that separate names by commas, and the names of the network's outputs.
/// </summary>
internal static class ClassName
{
    /// <summary>As many characters as a name may have.</summary>
    public const int MaximumLength = 40;

    private const string Marks = " _-.()+&'";

    /// <summary>The rule in words, for a message.</summary>
    public static string Rule { get; } = string.Create(
        CultureInfo.InvariantCulture,
        $"up to {MaximumLength} letters, digits, spaces and any of _ - . ( ) + & ', of which the first is a letter or digit and the last no space");

    /// <summary>The name of the class that a folder is named for: the folder's.</summary>
    /// <param name="folderName">Without the path.</param>
    /// <returns>Null where the folder's name is not as <see cref="Rule"/> says.</returns>
    public static string? Of(string folderName)
    {
        var runes = folderName.EnumerateRunes().ToArray();
        return runes.Length is > 0 and <= MaximumLength && runes.All(IsAllowed) && Rune.IsLetterOrDigit(runes[0]) && folderName[^1] != ' ' ? folderName : null;
    }

    /// <summary>Sorts the names of class folders: by the numbers that they begin with where each has one, else alphabetically by code points, as PyTorch's ImageFolder does.</summary>
    public static IReadOnlyList<string> Sort(IEnumerable<string> names)
    {
        var all = names.ToList();
        return all.TrueForAll(name => NumberOf(name).Length > 0)
            ? [.. all.OrderBy(name => Significant(name).Length).ThenBy(Significant, StringComparer.Ordinal).ThenBy(name => name, StringComparer.Ordinal)]
            : [.. all.Order(StringComparer.Ordinal)];
    }

    /// <summary>What two names have in common that nobody could tell apart: letters in whatever case, and numbers with or without leading zeros.</summary>
    public static string KeyOf(string name) => (NumberOf(name) == name && name.Length > 0 ? Significant(name) : name).ToUpperInvariant();

    private static bool IsAllowed(Rune rune) =>
        Rune.IsLetterOrDigit(rune)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
        || (rune.IsBmp && Marks.Contains((char)rune.Value));

    private static string NumberOf(string name) => string.Concat(name.TakeWhile(char.IsAsciiDigit));

    private static string Significant(string name) => NumberOf(name).TrimStart('0') is { Length: > 0 } digits ? digits : "0";
}
