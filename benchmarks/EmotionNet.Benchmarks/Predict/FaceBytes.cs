using EmotionNet.Data;
using EmotionNet.Data.Fer2013;

namespace EmotionNet.Benchmarks.Predict;

/// <summary>The images of a face set outside of libtorch.</summary>
internal static class FaceBytes
{
    /// <summary>48×48 grey values each, row by row.</summary>
    public static IReadOnlyList<byte[]> Of(FaceSet faces) => [.. faces.Images.data<byte>().ToArray().Chunk(FaceSet.PixelCount)];

    /// <summary>The first validation face of FER2013.</summary>
    public static byte[] FirstOf(string path)
    {
        using var data = Fer2013Dataset.Load(path, DataSplit.Validation);
        return Of(data.Validation!)[0];
    }
}
