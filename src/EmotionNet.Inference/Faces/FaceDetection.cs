namespace EmotionNet.Inference.Faces;

/// <summary>A face that was found in an image.</summary>
/// <param name="Box">Where it is.</param>
/// <param name="KeyPoints">Eyes, nose, mouth and ears.</param>
/// <param name="Score">The detector's probability that it is a face, 0 to 1.</param>
public readonly record struct FaceDetection(FaceBox Box, FaceKeyPoints KeyPoints, float Score);
