using System.Collections.Concurrent;
using EmotionNet.Data;
using EmotionNet.Data.Fer2013;
using EmotionNet.Inference;
using EmotionNet.Inference.Faces;

namespace EmotionNet.Benchmarks.Predict;

/// <summary>
/// Computes <see cref="CropCalibration.Fer2013"/>: every seventh training face of FER2013 is enlarged to 64 to 192 pixels a side, padded with noise or a
/// gradient to the detector's window, and detected; the medians of the box within the face.
/// </summary>
internal static class CropCalibrationTool
{
    private const int Step = 7;

    /// <summary>Prints the constants.</summary>
    public static int Run(string path)
    {
        using var data = Fer2013Dataset.Load(path, DataSplit.Training);
        var faces = FaceBytes.Of(data.Training!);
        var detector = new BlazeFace(BundledModels.Read(BundledModels.BlazeFace));
        var boxes = new ConcurrentBag<FaceBox>();
        var chosen = Enumerable.Range(0, faces.Count / Step).Select(index => index * Step).ToArray();
        Parallel.ForEach(chosen, index =>
        {
            using var picture = TestPicture.Create(faces[index], index, BlazeFace.Side, BlazeFace.Side, 64, 192, maximumDegrees: 0);
            if (WeightedSuppression.Merge(detector.Find(picture.Pixels, 0, 0, 0.5f)) is [var face, ..])
            {
                var (left, top) = (picture.X - (picture.Side / 2), picture.Y - (picture.Side / 2));
                boxes.Add(new FaceBox(
                    (face.Box.X - left) / picture.Side, (face.Box.Y - top) / picture.Side, face.Box.Width / picture.Side, face.Box.Height / picture.Side));
            }
        });
        Console.WriteLine(FormattableString.Invariant($"{boxes.Count} of {chosen.Length} faces detected"));
        Print("x", box => box.X);
        Print("y", box => box.Y);
        Print("width", box => box.Width);
        Print("height", box => box.Height);
        return 0;

        void Print(string name, Func<FaceBox, float> value)
        {
            var sorted = boxes.Select(value).Order().ToArray();
            float At(double share) => sorted[(int)(share * (sorted.Length - 1))];
            Console.WriteLine(FormattableString.Invariant($"{name,-7} median {At(0.5):0.000}, quartiles {At(0.25):0.000} to {At(0.75):0.000}"));
        }
    }
}
