namespace EmotionNet.Inference;

/// <summary>The models in the package.</summary>
internal static class BundledModels
{
    /// <summary>The face detector.</summary>
    public const string BlazeFace = "blazeface";

    /// <summary>The classifier that is used where none is named.</summary>
    public const string Default = "ferplus";

    /// <summary>The names of the emotion classifiers.</summary>
    public static IReadOnlyList<string> Classifiers { get; } = ["fer2013", Default];

    /// <summary>Reads a model's ONNX file.</summary>
    public static byte[] Read(string name)
    {
        using var stream = typeof(BundledModels).Assembly.GetManifestResourceStream($"{name}.onnx")!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
