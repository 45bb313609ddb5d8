namespace EmotionNet.Data;

/// <summary>The names of FER2013's classes in folder names and tables.</summary>
internal static class EmotionNames
{
    private const string Numbering = "0123456789 _-.";

    /// <summary>The names that are understood, for a message.</summary>
    public static string Known { get; } = string.Join(", ", EmotionClasses.Fer2013);

    /// <summary>The FER2013 class of a name such as <c>anger</c>, <c>Happiness</c>, <c>surprised</c> or <c>3_happy</c>, or null.</summary>
    public static int? FindFer2013Class(string name) => name.Trim().TrimStart([.. Numbering]).ToUpperInvariant() switch
    {
        "ANGRY" or "ANGER" => 0,
        "DISGUST" or "DISGUSTED" => 1,
        "FEAR" or "FEARFUL" or "AFRAID" => 2,
        "HAPPY" or "HAPPINESS" => 3,
        "SAD" or "SADNESS" => 4,
        "SURPRISE" or "SURPRISED" or "SUPRISE" => 5,
        "NEUTRAL" => 6,
        _ => null,
    };

    /// <summary>One name for all names of a class: <c>anger</c> and <c>angry</c> have the same, and so have <c>Bored</c> and <c>bored</c>.</summary>
    public static string Canonical(string name) =>
        FindFer2013Class(name) is { } index ? EmotionClasses.Fer2013[index] : name.Trim().ToUpperInvariant();

    /// <summary>The index of the class of a name among others: the one of that very name, else of that name in another case, else of another name of the same emotion.</summary>
    /// <returns>Null where there is none.</returns>
    public static int? FindAmong(string name, IReadOnlyList<string> names) =>
        First(names, other => other == name)
        ?? First(names, other => other.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? First(names, other => Canonical(other) == Canonical(name));

    private static int? First(IReadOnlyList<string> names, Func<string, bool> fits)
    {
        for (var index = 0; index < names.Count; index++)
        {
            if (fits(names[index]))
            {
                return index;
            }
        }

        return null;
    }
}
