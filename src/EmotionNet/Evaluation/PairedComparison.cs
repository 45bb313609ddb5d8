namespace EmotionNet.Evaluation;

/// <summary>
/// Compares two classifiers on the same faces. Each is one network, or several of one setting that differ in their seed: its scores are then their means,
/// and the intervals cover the choice of the seeds too.
/// </summary>
internal sealed record PairedComparison
{
    /// <summary>The accuracies.</summary>
    public required EstimatedDifference Accuracy { get; init; }

    /// <summary>The macro-F1 scores.</summary>
    public required EstimatedDifference MacroF1 { get; init; }

    /// <summary>The recalls, class by class.</summary>
    public required IReadOnlyList<RecallDifference> Classes { get; init; }

    /// <summary>McNemar's test; null where one of the two is several networks, which do not have one answer for a face.</summary>
    public required McNemarTest? McNemar { get; init; }

    /// <summary>The faces that one gets right and the other wrong; of several networks, more than half must be right.</summary>
    public required IReadOnlyList<FlippedFace> Flipped { get; init; }

    /// <summary>Faces that the second alone gets right.</summary>
    public int Gained => Flipped.Count(face => face.IsGained);

    /// <summary>Faces that the first alone gets right.</summary>
    public int Lost => Flipped.Count - Gained;

    /// <summary>Whether the accuracies differ by more than chance: the interval is on one side of zero, and the test, where there is one, says so too.</summary>
    public bool IsDifferent => Accuracy.ExcludesZero && McNemar is not { PValue: >= McNemarTest.Level };

    /// <summary>Compares.</summary>
    /// <param name="labels">The classes of the faces; at least one face.</param>
    /// <param name="classNames">The class names.</param>
    /// <param name="first">The predicted classes of the first, network by network.</param>
    /// <param name="second">The same of the second.</param>
    /// <param name="seed">Of the resamples.</param>
    public static PairedComparison Of(
        int[] labels, IReadOnlyList<string> classNames, IReadOnlyList<int[]> first, IReadOnlyList<int[]> second, int seed)
    {
        int[] allFaces = [.. Enumerable.Range(0, labels.Length)];
        var (before, after) = (MeanScores(first, allFaces), MeanScores(second, allFaces));
        var intervals = BootstrapInterval.Of(
            labels.Length,
            (faces, random) => [.. MeanScores(Draw(first, random), faces).Zip(MeanScores(Draw(second, random), faces), (one, other) => other - one)],
            seed);
        var scores = before.Select((score, index) => new EstimatedDifference(score, after[index], intervals[index])).ToList();
        var flipped = FindFlipped(labels, classNames, first, second);
        return new PairedComparison
        {
            Accuracy = scores[0],
            MacroF1 = scores[1],
            Classes = [.. classNames.Select((name, index) => new RecallDifference(name, labels.LongCount(label => label == index), scores[index + 2]))],
            McNemar = first.Count > 1 || second.Count > 1 ? null : McNemarTest.Of(flipped.Count(face => !face.IsGained), flipped.Count(face => face.IsGained)),
            Flipped = flipped,
        };

        // Accuracy, macro-F1, and the recall of each class.
        double[] MeanScores(IReadOnlyList<int[]> networks, int[] faces)
        {
            var each = networks.Select(predicted => Scores(labels, predicted, faces, classNames)).ToList();
            return [.. each[0].Select((_, column) => each.Average(row => row[column]))];
        }
    }

    // One network stays itself. Of n networks n − 1 are drawn, with replacement: n would make the variance of their mean too small by (n − 1) / n, half of it
    // for two seeds (Rao and Wu, Resampling Inference with Complex Survey Data, 1988).
    private static IReadOnlyList<int[]> Draw(IReadOnlyList<int[]> networks, Random random) =>
        networks.Count == 1 ? networks : [.. networks.Skip(1).Select(_ => networks[random.Next(networks.Count)])];

    private static double[] Scores(int[] labels, int[] predicted, int[] faces, IReadOnlyList<string> classNames)
    {
        var counts = new long[classNames.Count, classNames.Count];
        foreach (var face in faces)
        {
            counts[labels[face], predicted[face]]++;
        }

        var result = Metrics.From(counts, classNames, loss: 0);
        return [result.Accuracy, result.MacroF1, .. result.Classes.Select(score => score.Recall)];
    }

    private static List<FlippedFace> FindFlipped(
        int[] labels, IReadOnlyList<string> classNames, IReadOnlyList<int[]> first, IReadOnlyList<int[]> second)
    {
        List<FlippedFace> flipped = [];
        for (var face = 0; face < labels.Length; face++)
        {
            var isRight = IsRight(second, face);
            if (IsRight(first, face) != isRight)
            {
                flipped.Add(new FlippedFace(face, classNames[labels[face]], Names(first, face), Names(second, face), isRight));
            }
        }

        return flipped;

        bool IsRight(IReadOnlyList<int[]> networks, int face) => 2 * networks.Count(predicted => predicted[face] == labels[face]) > networks.Count;
        IReadOnlyList<string> Names(IReadOnlyList<int[]> networks, int face) => [.. networks.Select(predicted => classNames[predicted[face]])];
    }
}
