using EmotionNet.Data;
using EmotionNet.Data.Synthetic;
using EmotionNet.Inference;
using EmotionNet.Inference.Images;

namespace EmotionNet.Tests.Cli.Serve;

/// <summary>Images to send.</summary>
internal static class ServeImages
{
    /// <summary>A drawn face of the bundled sample, 48×48 grey PNG.</summary>
    public static byte[] DrawnFace(int index = 0)
    {
        var pixels = SyntheticSplit.Draw(seed: 5, DataSplit.Validation, 8).Pixels;
        using var stream = new MemoryStream();
        ImageFile.WriteGreyPng(stream, pixels.AsSpan(index * FaceSet.PixelCount, FaceSet.PixelCount), FaceSet.ImageSize, FaceSet.ImageSize);
        return stream.ToArray();
    }

    /// <summary>What the library answers for a cropped face.</summary>
    public static FacePrediction Expected(byte[] face)
    {
        using var classifier = EmotionClassifier.Load(new ClassifierOptions { Threads = 1 }, ServerFactory.Model);
        return classifier.PredictFace(face);
    }
}
