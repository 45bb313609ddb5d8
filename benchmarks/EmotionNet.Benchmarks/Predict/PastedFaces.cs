using System.Collections.Concurrent;
using EmotionNet.Data;
using EmotionNet.Data.Fer2013;
using EmotionNet.Inference;
using EmotionNet.Inference.Faces;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace EmotionNet.Benchmarks.Predict;

/// <summary>
/// Detection, alignment and classification on real faces: PublicTest faces pasted at 60 to 400 pixels a side and up to 20° of rotation into pictures of
/// 800×600, half of noise and half of gradients; against the classification of the originals.
/// </summary>
internal static class PastedFaces
{
    private static readonly int[] Bounds = [60, 80, 120, 200, 300, 400];

    private readonly record struct Outcome(float Side, bool IsFound, int FalseDetections, bool IsRight, bool IsOriginalRight);

    /// <summary>Prints a table by size.</summary>
    /// <param name="path">FER2013.</param>
    /// <param name="count">How many faces, spread over the split; 0 for all.</param>
    /// <param name="threads">Pictures at a time.</param>
    public static int Run(string path, int count, int threads)
    {
        using var data = Fer2013Dataset.Load(path, DataSplit.Validation);
        var faces = FaceBytes.Of(data.Validation!);
        var labels = data.Validation!.Labels.data<long>().ToArray();
        using var classifier = EmotionClassifier.Load(new ClassifierOptions { Threads = 1 }, "fer2013");
        var outcomes = new ConcurrentBag<Outcome>();
        var chosen = Enumerable.Range(0, count == 0 ? faces.Count : count).Select(index => count == 0 ? index : (int)((long)index * faces.Count / count));
        Parallel.ForEach(chosen, new ParallelOptions { MaxDegreeOfParallelism = threads }, index =>
            outcomes.Add(Try(classifier, faces[index], (int)labels[index], index)));
        Console.WriteLine("side       faces  found   accuracy  of the originals  false detections a picture");
        foreach (var (lower, upper) in Bounds.Zip(Bounds.Skip(1)))
        {
            Print($"{lower}-{upper}", [.. outcomes.Where(outcome => outcome.Side >= lower && outcome.Side < upper)]);
        }

        Print("all", [.. outcomes]);
        return 0;
    }

    private static Outcome Try(EmotionClassifier classifier, byte[] face, int label, int seed)
    {
        using var original = Image.LoadPixelData<L8>(face, FaceSet.ImageSize, FaceSet.ImageSize);
        using var alone = FaceImage.From(original);
        using var picture = TestPicture.Create(face, seed, 800, 600, Bounds[0], Bounds[^1], maximumDegrees: 20);
        var found = classifier.Predict(picture.Pixels);
        var expected = new FaceBox(picture.X - (picture.Side / 2), picture.Y - (picture.Side / 2), picture.Side, picture.Side);
        var match = found.FirstOrDefault(prediction => prediction.Box.IntersectionOverUnion(expected) > 0.3f);
        return new Outcome(
            picture.Side,
            match is not null,
            found.Count - (match is null ? 0 : 1),
            match?.TopClass == label,
            classifier.PredictFace(alone).TopClass == label);
    }

    private static void Print(string name, IReadOnlyList<Outcome> outcomes)
    {
        var found = outcomes.Where(outcome => outcome.IsFound).ToArray();
        Console.WriteLine(FormattableString.Invariant(
            $"{name,-9} {outcomes.Count,6} {Share(outcomes, outcome => outcome.IsFound),6:0.0} % {Share(found, outcome => outcome.IsRight),8:0.0} % ")
            + FormattableString.Invariant(
                $"{Share(found, outcome => outcome.IsOriginalRight),15:0.0} % {outcomes.Average(outcome => outcome.FalseDetections),27:0.000}"));
    }

    private static double Share(IReadOnlyCollection<Outcome> outcomes, Func<Outcome, bool> holds) => 100.0 * outcomes.Count(holds) / outcomes.Count;
}
