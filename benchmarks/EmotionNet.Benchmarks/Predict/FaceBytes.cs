using EmotionNet.Data;

namespace EmotionNet.Benchmarks.Predict;

/// <summary>The images of a face set outside of libtorch.</summary>
internal static class FaceBytes
{
    /// <summary>48×48 grey values each, row by row.</summary>
    public static IReadOnlyList<byte[]> Of(FaceSet faces) => [.. faces.Images.data<byte>().ToArray().Chunk(FaceSet.PixelCount)];
}
