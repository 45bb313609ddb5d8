namespace EmotionNet.Data;

/// <summary>The class names of the labellings that are known, in column order.</summary>
public static class EmotionClasses
{
    /// <summary>FER2013's seven classes, labels 0 to 6.</summary>
    public static IReadOnlyList<string> Fer2013 { get; } = ["angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"];

    /// <summary>FER+'s eight emotions, in the column order of <c>fer2013new.csv</c>.</summary>
    public static IReadOnlyList<string> FerPlus { get; } = ["neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt"];

    /// <summary>AffectNet's eight expressions, in the order of its numbers.</summary>
    internal static IReadOnlyList<string> AffectNet { get; } = ["neutral", "happy", "sad", "surprise", "fear", "disgust", "anger", "contempt"];

    /// <summary>RAF-DB's seven expressions, in the order of its numbers, which begin at 1.</summary>
    internal static IReadOnlyList<string> RafDb { get; } = ["surprise", "fear", "disgust", "happiness", "sadness", "anger", "neutral"];

    /// <summary>The class names that a label mode has, where the folders of the data do not name others.</summary>
    public static IReadOnlyList<string> For(LabelMode mode) => mode == LabelMode.SingleLabel ? Fer2013 : FerPlus;
}
