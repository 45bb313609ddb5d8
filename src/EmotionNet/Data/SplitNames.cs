using System.Text.RegularExpressions;

namespace EmotionNet.Data;

/// <summary>What the splits are called: in the Usage column, in messages, and as folders and files.</summary>
internal static partial class SplitNames
{
    /// <summary>The three values of a Usage column.</summary>
    public const string Usages = "Training, PublicTest or PrivateTest";

    /// <summary>What folders and files of a split are best called, for a message.</summary>
    public const string Folders = "train, validation and test";

    /// <summary>Letters only, in capitals; a word for what is in the split may follow.</summary>
    private static readonly Dictionary<string, DataSplit> Names = new(StringComparer.Ordinal)
    {
        ["TRAINING"] = DataSplit.Training,
        ["TRAIN"] = DataSplit.Training,
        ["PUBLICTEST"] = DataSplit.Validation,
        ["TESTPUBLIC"] = DataSplit.Validation,
        ["PUBLIC"] = DataSplit.Validation,
        ["VALIDATION"] = DataSplit.Validation,
        ["VALIDATE"] = DataSplit.Validation,
        ["VALID"] = DataSplit.Validation,
        ["VAL"] = DataSplit.Validation,
        ["DEVELOPMENT"] = DataSplit.Validation,
        ["DEV"] = DataSplit.Validation,
        ["PRIVATETEST"] = DataSplit.Test,
        ["TESTPRIVATE"] = DataSplit.Test,
        ["PRIVATE"] = DataSplit.Test,
        ["TESTING"] = DataSplit.Test,
        ["TEST"] = DataSplit.Test,
        ["EVALUATION"] = DataSplit.Test,
        ["EVAL"] = DataSplit.Test,
    };

    private static readonly string[] Additions = ["SET", "SPLIT", "DATA", "IMAGES", "IMAGE", "IMGS", "FACES", "FOLDER", "CLASS"];

    /// <summary>The split that a Usage value or a folder's name names, whatever its case and punctuation: <c>PublicTest</c>, <c>public_test</c>, <c>Val</c>; or null.</summary>
    public static DataSplit? Find(string name)
    {
        var letters = string.Concat(Words(name)).ToUpperInvariant();
        if (Names.TryGetValue(letters, out var split))
        {
            return split;
        }

        var addition = Array.Find(Additions, addition => letters.EndsWith(addition, StringComparison.Ordinal));
        return addition is not null && Names.TryGetValue(letters[..^addition.Length], out split) ? split : null;
    }

    /// <summary>The split that the name of a file names at its beginning or end, such as <c>fer2013_train</c> or <c>test (1)</c>; or null.</summary>
    /// <param name="name">Without folder.</param>
    public static DataSplit? FindInFileName(string name)
    {
        var words = Words(Stem().Match(name).Value);
        for (var count = words.Length; count > 0; count--)
        {
            if ((Find(string.Concat(words[^count..])) ?? Find(string.Concat(words[..count]))) is { } split)
            {
                return split;
            }
        }

        return null;
    }

    /// <summary>Whether a text is one of FER2013's own Usage values, in whatever case.</summary>
    public static bool IsUsage(string text) =>
        text.ToUpperInvariant() is "TRAINING" or "PUBLICTEST" or "PRIVATETEST";

    /// <summary>A split as a message names it.</summary>
    public static string Describe(DataSplit split) => split switch
    {
        DataSplit.Training => "training (Usage Training)",
        DataSplit.Validation => "validation (Usage PublicTest)",
        _ => "test (Usage PrivateTest)",
    };

    private static string[] Words(string name) => [.. Letters().Matches(name).Select(word => word.Value)];

    [GeneratedRegex("[A-Za-z]+")]
    private static partial Regex Letters();

    [GeneratedRegex("^[^.]*")]
    private static partial Regex Stem();
}
