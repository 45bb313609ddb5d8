namespace EmotionNet.Cli.Serve;

/// <summary>The faces of an image, as <c>POST /v1/predict</c> answers it and <c>emotionnet predict --json</c> prints it; describes that JSON in the OpenAPI document.</summary>
/// <param name="Image">The file name, or - for a body without one.</param>
/// <param name="Width">Pixels of the upright image.</param>
/// <param name="Height">Pixels of the upright image.</param>
/// <param name="Faces">The faces, the best detection first; empty where there is none.</param>
internal sealed record PredictionDocument(string Image, int Width, int Height, IReadOnlyList<FaceDocument> Faces);

/// <summary>A face.</summary>
/// <param name="Box">Where it is.</param>
/// <param name="Score">The detector's probability that it is a face; absent where no face was looked for.</param>
/// <param name="KeyPoints">Eyes, nose, mouth and ears, each as x and y in pixels; absent where no face was looked for.</param>
/// <param name="Emotion">The most probable class; null where the server abstains.</param>
/// <param name="Confidence">Its probability; null where the server abstains.</param>
/// <param name="Coverage">How often the set holds the true class; absent where the server makes no sets.</param>
/// <param name="Abstains">Whether the set has more than one class; absent where the server makes no sets.</param>
/// <param name="Set">The classes that are left at the coverage, the most probable first; absent where the server makes no sets.</param>
/// <param name="Probabilities">The calibrated probabilities by class.</param>
internal sealed record FaceDocument(
    BoxDocument Box,
    double? Score,
    IReadOnlyDictionary<string, double[]>? KeyPoints,
    string? Emotion,
    double? Confidence,
    double? Coverage,
    bool? Abstains,
    IReadOnlyList<string>? Set,
    IReadOnlyDictionary<string, double> Probabilities);

/// <summary>A box in pixels of the upright image.</summary>
/// <param name="X">Its left edge.</param>
/// <param name="Y">Its top edge.</param>
/// <param name="Width">Its width.</param>
/// <param name="Height">Its height.</param>
internal sealed record BoxDocument(double X, double Y, double Width, double Height);
