using EmotionNet.Inference;
using static EmotionNet.Runtime.KeptScalar;
using static TorchSharp.torch;

namespace EmotionNet.Evaluation;

/// <summary>
/// Measures <see cref="ConformalPrediction"/>: temperature and threshold come from a random half of the faces, and coverage and size of the sets are those on the other
/// half, so that no face judges a threshold that it took part in.
/// </summary>
internal static class ConformalHalves
{
    /// <summary>How often the faces are divided.</summary>
    public const int Divisions = 20;

    /// <summary>Fewer faces are not divided.</summary>
    public const int MinimumFaces = 40;

    private const int Seed = 1;

    private static readonly double[] Coverages = [0.8, 0.9, 0.95];

    /// <summary>Measures the sets at the coverages of 80, 90 and 95 %.</summary>
    /// <param name="logProbabilities">A row for each face, <c>float32 [N, C]</c>.</param>
    /// <param name="labels">The true classes, <c>int64 [N]</c>.</param>
    /// <returns>A score for each coverage; none where there are too few faces.</returns>
    public static IReadOnlyList<SetScores> Measure(Tensor logProbabilities, Tensor labels)
    {
        if (labels.shape[0] < MinimumFaces)
        {
            return [];
        }

        using var scope = NewDisposeScope();
        var random = new Random(Seed);
        var (rows, classes) = (logProbabilities.cpu(), labels.cpu());
        var divisions = Enumerable.Range(0, Divisions).Select(_ => MeasureOnce(rows, classes, random)).ToList();
        return [.. Coverages.Select((coverage, index) => Mean(coverage, [.. divisions.Select(division => division[index])]))];
    }

    private static SetScores[] MeasureOnce(Tensor logProbabilities, Tensor labels, Random random)
    {
        using var scope = NewDisposeScope();
        long[] order = [.. Enumerable.Range(0, (int)labels.shape[0]).Select(face => (long)face)];
        random.Shuffle(order);
        var (first, second) = (Take(order[..(order.Length / 2)]), Take(order[(order.Length / 2)..]));
        var temperature = Calibration.FitTemperature(first.Rows, first.Labels);
        var (calibration, measured) = (Rows(first, temperature), Rows(second, temperature));
        double[] ascending = [.. calibration.Select(face => ConformalPrediction.Score(face.Probabilities[face.Label])).Order()];
        return [.. Coverages.Select(coverage => Score(coverage, measured, ConformalPrediction.Threshold(ascending, coverage)))];

        (Tensor Rows, Tensor Labels) Take(long[] faces)
        {
            var index = tensor(faces);
            return (logProbabilities.index_select(0, index), labels.index_select(0, index));
        }
    }

    private static List<(float[] Probabilities, int Label)> Rows((Tensor Rows, Tensor Labels) half, double temperature)
    {
        var classes = (int)half.Rows.shape[1];
        var probabilities = (half.Rows / Kept(temperature)).softmax(1).data<float>().ToArray();
        return [.. half.Labels.data<long>().ToArray().Select((label, face) => (probabilities[(face * classes)..((face + 1) * classes)], (int)label))];
    }

    private static SetScores Score(double coverage, List<(float[] Probabilities, int Label)> faces, double threshold)
    {
        var sets = faces.Select(face => (Set: ConformalPrediction.Set(face.Probabilities, threshold), face.Label)).ToList();
        var measured = Fraction(sets, set => set.Set.Contains(set.Label));
        var answers = sets.FindAll(set => set.Set.Length == 1);
        return new(
            coverage,
            measured,
            measured,
            measured,
            sets.Average(set => set.Set.Length),
            (double)answers.Count / sets.Count,
            answers.Count == 0 ? null : Fraction(answers, set => set.Set[0] == set.Label));
    }

    private static double Fraction<T>(List<T> all, Func<T, bool> holds) => (double)all.Count(holds) / all.Count;

    private static SetScores Mean(double coverage, List<SetScores> divisions)
    {
        var accuracies = divisions.Select(scores => scores.AccuracyOfAnswers).OfType<double>().ToList();
        return new(
            coverage,
            divisions.Average(scores => scores.Measured),
            divisions.Min(scores => scores.Measured),
            divisions.Max(scores => scores.Measured),
            divisions.Average(scores => scores.SetSize),
            divisions.Average(scores => scores.Answered),
            accuracies.Count == 0 ? null : accuracies.Average());
    }
}
