namespace EmotionNet.Inference;

/// <summary>The keys of an exported model's <c>metadata_props</c>.</summary>
internal static class OnnxMetadata
{
    /// <summary>The version of these keys; a model with this key is one of ours.</summary>
    public const string Version = "emotionnet.version";

    /// <summary>The class names in the order of the outputs, separated by commas.</summary>
    public const string Classes = "emotionnet.classes";

    /// <summary>What the input is.</summary>
    public const string Input = "emotionnet.input";

    /// <summary>The temperature in the graph, an invariant number.</summary>
    public const string Temperature = "emotionnet.temperature";

    /// <summary>The thresholds of <see cref="ConformalCalibration"/> as JSON; absent where the model was exported without data.</summary>
    public const string Conformal = "emotionnet.conformal";

    /// <summary>Where the box of the face detector lies within a face of the training data, as fractions of its side: x, y, width, height.</summary>
    public const string FaceBox = "emotionnet.face_box";

    /// <summary>The model type.</summary>
    public const string Model = "emotionnet.model";

    /// <summary>The checkpoint that the model was made of, and its epoch.</summary>
    public const string Source = "emotionnet.source";

    /// <summary>The validation accuracy of that epoch and its 95 % interval, fractions; absent where it is not known.</summary>
    public const string Accuracy = "emotionnet.accuracy";
}
