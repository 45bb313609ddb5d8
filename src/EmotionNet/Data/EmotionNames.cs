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
}
