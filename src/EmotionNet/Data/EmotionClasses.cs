namespace EmotionNet.Data;

/// <summary>The class names of the two labellings, in column order.</summary>
public static class EmotionClasses
{
    /// <summary>FER2013's seven classes, labels 0 to 6.</summary>
    public static IReadOnlyList<string> Fer2013 { get; } = ["angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"];

    /// <summary>FER+'s eight emotions, in the column order of <c>fer2013new.csv</c>.</summary>
    public static IReadOnlyList<string> FerPlus { get; } = ["neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt"];

    /// <summary>The class names that a label mode uses.</summary>
    public static IReadOnlyList<string> For(LabelMode mode) => mode == LabelMode.SingleLabel ? Fer2013 : FerPlus;
}
