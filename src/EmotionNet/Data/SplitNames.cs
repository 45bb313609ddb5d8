namespace EmotionNet.Data;

/// <summary>What the splits are called: in the Usage column, in messages, and as folders.</summary>
internal static class SplitNames
{
    /// <summary>The three values of a Usage column.</summary>
    public const string Usages = "Training, PublicTest or PrivateTest";

    /// <summary>The split that a Usage value names, or null.</summary>
    public static DataSplit? FromUsage(string usage) => usage.ToUpperInvariant() switch
    {
        "TRAINING" => DataSplit.Training,
        "PUBLICTEST" => DataSplit.Validation,
        "PRIVATETEST" => DataSplit.Test,
        _ => null,
    };

    /// <summary>The split that a folder's name names, or null.</summary>
    public static DataSplit? FromFolder(string name) => FromUsage(name) ?? name.ToUpperInvariant() switch
    {
        "TRAIN" => DataSplit.Training,
        "VALIDATION" or "VAL" or "VALID" => DataSplit.Validation,
        "TEST" => DataSplit.Test,
        _ => null,
    };

    /// <summary>A split as a message names it.</summary>
    public static string Describe(DataSplit split) => split switch
    {
        DataSplit.Training => "training (Usage Training)",
        DataSplit.Validation => "validation (Usage PublicTest)",
        _ => "test (Usage PrivateTest)",
    };
}
