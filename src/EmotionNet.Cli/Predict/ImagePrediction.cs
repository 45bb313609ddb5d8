using EmotionNet.Inference;

namespace EmotionNet.Cli.Predict;

/// <summary>The answer for one image.</summary>
/// <param name="Source">The image's path, or <c>-</c>.</param>
/// <param name="Width">Width of the upright image, in pixels.</param>
/// <param name="Height">Its height.</param>
/// <param name="Faces">The faces, the best detection first; empty where there is none.</param>
internal sealed record ImagePrediction(string Source, int Width, int Height, IReadOnlyList<FacePrediction> Faces);
