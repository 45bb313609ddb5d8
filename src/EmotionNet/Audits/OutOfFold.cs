using EmotionNet.Augmentation;
using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Distributed;
using EmotionNet.Runtime;
using EmotionNet.Training;

namespace EmotionNet.Audits;

/// <summary>
/// Predicts each face by a network that saw neither it nor a duplicate of it: the faces are divided into folds, and the small network of quick mode is trained on
/// all but one fold, for each of them.
/// </summary>
internal static class OutOfFold
{
    /// <summary>
    /// The updates of a network at least: of fewer faces, more epochs are trained. With 2,000 instead of 660, twice as many of the first labels that are found
    /// are wrong (docs/audit.md).
    /// </summary>
    public const int MinimumUpdates = 2000;

    /// <summary>Trains and predicts.</summary>
    /// <param name="faces">The faces of all splits together.</param>
    /// <param name="groups">Faces that are one image, which stay together.</param>
    /// <param name="folds">How many networks are trained, at least two.</param>
    /// <param name="options">Seed, device, precision, threads; all else is quick mode's.</param>
    /// <param name="progress">Called after each fold.</param>
    /// <param name="stop">Asks to leave.</param>
    /// <param name="minimumUpdates">As <see cref="MinimumUpdates"/>.</param>
    /// <returns>A row of probabilities for each face; null when it was stopped.</returns>
    /// <exception cref="UserInputException">There are too few faces for so many folds, or a run cannot start.</exception>
    public static float[]? Predict(
        FaceSet faces,
        IReadOnlyList<IReadOnlyList<int>> groups,
        int folds,
        TrainingOptions options,
        Action<int> progress,
        CancellationToken stop,
        int minimumUpdates = MinimumUpdates)
    {
        var foldOf = Divide(faces, groups, folds, options.Seed);
        if (foldOf.Distinct().Count() < folds)
        {
            throw new UserInputException($"{faces.Count} faces are too few for {folds} folds", "use fewer folds, or more faces");
        }

        var scratch = Directory.CreateTempSubdirectory("emotionnet-audit-").FullName;
        try
        {
            var probabilities = new float[faces.Count * faces.ClassNames.Count];
            for (var fold = 0; fold < folds; fold++)
            {
                var held = Enumerable.Range(0, faces.Count).Where(face => foldOf[face] == fold).ToList();
                var fitted = OptionsOf(options, scratch, faces.Count - held.Count, minimumUpdates);
                if (!Predict(faces, held, fitted, probabilities, stop))
                {
                    return null;
                }

                progress(fold + 1);
            }

            return probabilities;
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    // Without the average of the weights: the last weights count, so that the held-out labels choose nothing.
    private static TrainingOptions OptionsOf(TrainingOptions options, string directory, int faces, int minimumUpdates)
    {
        var quick = ModePresets.For(TrainingMode.Quick);
        return quick with
        {
            Epochs = Math.Max(quick.Epochs, minimumUpdates / Math.Max(1, faces / quick.BatchSize)),
            CheckpointDirectory = directory,
            EmaDecay = 0,
            TtaMode = TtaMode.None,
            Seed = options.Seed,
            Device = options.Device,
            Precision = options.Precision,
            Threads = options.Threads,
        };
    }

    private static bool Predict(FaceSet faces, List<int> held, TrainingOptions options, float[] probabilities, CancellationToken stop)
    {
        var isHeld = held.ToHashSet();
        using var data = new EmotionDataset
        {
            Layout = "a fold",
            LabelMode = LabelMode.SingleLabel,
            Training = faces.Subset([.. Enumerable.Range(0, faces.Count).Where(face => !isHeld.Contains(face)).Select(face => (long)face)]),
            Validation = faces.Subset([.. held.Select(face => (long)face)]),
        };
        if (TrainingSession.Start(options, data, null, [], SingleProcess.Instance, stop) is null)
        {
            return false;
        }

        var device = ComputeDevice.Resolve(options.Device);
        var last = Path.Combine(options.CheckpointDirectory, Checkpoint.LastFile);
        using var network = Checkpoint.LoadNetwork(last, device, ComputePrecision.Resolve(options.Precision, device));
        var rows = NetworkView.Probabilities(network, data.Validation, new TestTimeAugmentation(TtaMode.None, options.CropSize), device);
        var classes = faces.ClassNames.Count;
        for (var face = 0; face < held.Count; face++)
        {
            rows.AsSpan(face * classes, classes).CopyTo(probabilities.AsSpan(held[face] * classes, classes));
        }

        return true;
    }

    // Whole groups in random order, each to the fold that has the fewest faces of its first face's class.
    private static int[] Divide(FaceSet faces, IReadOnlyList<IReadOnlyList<int>> groups, int folds, int seed)
    {
        var labels = faces.LabelArray();
        var counts = new int[folds, faces.ClassNames.Count];
        var foldOf = new int[faces.Count];
        var shuffled = groups.ToArray();
        new Random(seed).Shuffle(shuffled);
        foreach (var group in shuffled)
        {
            var fold = Enumerable.Range(0, folds).MinBy(each => counts[each, labels[group[0]]]);
            foreach (var face in group)
            {
                foldOf[face] = fold;
                counts[fold, labels[face]]++;
            }
        }

        return foldOf;
    }
}
