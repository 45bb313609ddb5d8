using EmotionNet.Inference;

namespace EmotionNet.Cli.Explain;

/// <summary>A face on its way to an explanation.</summary>
/// <param name="Source">The image's path, or the split.</param>
/// <param name="Number">Which face of the image it is, from 1, or its place in the split, from 0.</param>
/// <param name="FileName">The name of its drawing.</param>
/// <param name="Pixels">What the network sees: 2304 grey levels, row by row.</param>
/// <param name="Prediction">What it predicts.</param>
/// <param name="Label">Its class; null for an image, whose class is not known.</param>
internal sealed record FaceToExplain(string Source, int Number, string FileName, byte[] Pixels, FacePrediction Prediction, string? Label);
