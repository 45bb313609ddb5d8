using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Data;

namespace EmotionNet.Training;

/// <summary>A resumed run is the same run: what shapes its result must be as it was.</summary>
internal static class ResumeRules
{
    /// <summary>Where a run's files are, and how many threads it has: a host's own. Teachers and initial weights are compared by content.</summary>
    public static IReadOnlyList<string> HostOptions { get; } =
        ["checkpoint-dir", "data-dir", "balanced-dir", "ferplus-dir", "teacher", "init-from", "exclude", "threads"];

    // How it is computed and how it is scored; all else decides what is learned.
    private static readonly HashSet<string> MayChange = new(
        [.. HostOptions, "device", "precision", "tta", "early-stopping", "mlflow", "mlflow-experiment"], StringComparer.Ordinal);

    /// <summary>Compares the settings and the data of a checkpoint with those in force, and finds the best weights of its run.</summary>
    /// <exception cref="UserInputException">They would train another network, or train it otherwise.</exception>
    public static void Check(CheckpointDescription saved, TrainingOptions options, EmotionDataset data, string path)
    {
        if (ClassAgreement.Difference(saved.ClassNames, data.ClassNames) is { } difference)
        {
            throw new UserInputException(difference, "resume with the mode that the run was started with, its `classes` and its data", path);
        }

        var given = options.BatchNormGroup == 0 || saved.Options.BatchNormGroup == 0 // the default is kept from the start; older runs did not save theirs
            ? options with { BatchNormGroup = saved.Options.BatchNormGroup }
            : options;
        var changed = OptionCatalog.Entries.FirstOrDefault(entry => !MayChange.Contains(entry.Name) && entry.Read(saved.Options) != entry.Read(given));
        if (changed is not null)
        {
            throw new UserInputException(
                $"the run was started with `{changed.Name}` {changed.Read(saved.Options)}, and is now given {changed.Read(options)}",
                "resume with the settings it was started with, or start a new run",
                path);
        }

        if (!saved.Progress.FaceCounts.SequenceEqual(TrainingSession.FaceCounts(data)))
        {
            throw new UserInputException(
                $"the run was started on {string.Join(" and ", saved.Progress.FaceCounts)} faces (training, validation), and the data now has {string.Join(" and ", TrainingSession.FaceCounts(data))}",
                "resume with the data it was started with, or start a new run",
                path);
        }

        if (saved.Progress.HeldOutDigest != data.HeldOut?.Digest)
        {
            throw new UserInputException(
                "the run was validated on other faces than would be held out of the data now",
                "resume with the data it was started with, its files and rows in the same order, or start a new run",
                path);
        }

        if (saved.Progress.ExcludedDigest != data.Excluded?.Digest)
        {
            throw new UserInputException(
                $"the run was started {(saved.Progress.ExcludedDigest is null ? "without an `exclude` list" : "with an `exclude` list of other faces")}",
                $"give `exclude` {(saved.Options.Exclude is { } list ? $"the same list, which was {list}" : "none")}, or start a new run",
                path);
        }

        if (saved.Progress.Best is { } best && !IsOfRun(BestWeightsBeside(path), saved.Progress, best))
        {
            throw new UserInputException(
                $"{Checkpoint.BestFile} beside the checkpoint is not the one of epoch {best.Epoch} of its run",
                "keep both files of a run together",
                path);
        }
    }

    /// <summary>Compares the teachers of a checkpoint with those in force, whose files are there.</summary>
    /// <exception cref="UserInputException">They are others.</exception>
    public static void CheckTeachers(CheckpointDescription saved, TrainingOptions options, string path)
    {
        if (saved.Options.TeacherFiles.Count != saved.Progress.Teachers.Count)
        {
            throw new UserInputException(
                "the run was started by a version that computed teacher predictions only once",
                "resume with the version that started it, or start a new run",
                path);
        }

        if (!saved.Progress.Teachers.SequenceEqual(Teacher.Digests(options)))
        {
            var given = options.Teacher is null ? "is now given no teacher" : $"what is now given, {options.Teacher}, holds other weights";
            throw new UserInputException(
                $"the run was started with {(saved.Options.Teacher is { } teacher ? $"the teacher {teacher}" : "no teacher")}, and {given}",
                "give `teacher` the same files in the same order, wherever they lie, or start a new run",
                path);
        }
    }

    /// <summary>Checks that a resumed run, which has its own weights, is not given others to begin with.</summary>
    /// <exception cref="UserInputException">It is, or is no longer given those that it began with.</exception>
    public static void CheckInitialWeights(CheckpointDescription saved, TrainingOptions options, string path)
    {
        if (options.InitFrom == saved.Options.InitFrom)
        {
            return; // the file may be gone: it was used once
        }

        var given = InitialWeights.FileOf(options);
        if (given is null || !File.Exists(given) || InitialWeights.DigestOf(options) != saved.Progress.Initialization?.Sha256)
        {
            throw new UserInputException(
                $"the run began with {(saved.Options.InitFrom is { } file ? $"the weights of {file}" : "random weights")}, "
                    + $"and is now given {(options.InitFrom is { } other ? $"`init-from` {other}" : "no `init-from`")}",
                $"give `init-from` {saved.Options.InitFrom ?? "none"}, which is not read again, or start a new run",
                path);
        }
    }

    /// <summary>The best weights of the run that wrote a checkpoint.</summary>
    public static string BestWeightsBeside(string path) => Path.Combine(RunDirectory.HomeOf(path), Checkpoint.BestFile);

    // A crash between the two files may leave best weights of the epoch after the checkpoint; training will write them again.
    private static bool IsOfRun(string bestPath, TrainingProgress run, BestEpoch best) =>
        File.Exists(bestPath)
        && Checkpoint.Describe(bestPath).Progress.Epochs is { Count: > 0 } epochs
        && epochs[^1].Epoch >= best.Epoch
        && epochs.Zip(run.Epochs).All(pair => pair.First.TrainingLoss.Equals(pair.Second.TrainingLoss));
}
