using EmotionNet.Inference.Faces;

namespace EmotionNet.Inference;

/// <summary>A face as the network sees it.</summary>
/// <param name="Box">Where it is in the image.</param>
/// <param name="Detection">How it was found; null where no face was looked for.</param>
/// <param name="Pixels">48×48 grey values, row by row.</param>
internal sealed record AlignedFace(FaceBox Box, FaceDetection? Detection, byte[] Pixels);
