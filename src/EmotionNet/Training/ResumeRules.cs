using EmotionNet.Configuration;

namespace EmotionNet.Training;

/// <summary>A resumed run is the same run: what shapes its result must be as it was.</summary>
internal static class ResumeRules
{
    // Where the run's files are, how it is computed and how it is scored; all else decides what is learned.
    private static readonly HashSet<string> MayChange = new(StringComparer.Ordinal)
    {
        "checkpoint-dir", "data-dir", "balanced-dir", "ferplus-dir", "device", "precision", "threads", "tta", "early-stopping",
    };

    /// <summary>Compares the settings of a checkpoint with those in force.</summary>
    /// <exception cref="UserInputException">They would train another network, or train it otherwise.</exception>
    public static void Check(CheckpointDescription saved, TrainingOptions options, IReadOnlyList<string> classNames, string path)
    {
        if (!saved.ClassNames.SequenceEqual(classNames))
        {
            throw new UserInputException(
                $"the checkpoint tells {saved.ClassNames.Count} emotions apart and the data has {classNames.Count}",
                "resume with the mode that the run was started with",
                path);
        }

        var changed = OptionCatalog.Entries.FirstOrDefault(entry => !MayChange.Contains(entry.Name) && entry.Read(saved.Options) != entry.Read(options));
        if (changed is not null)
        {
            throw new UserInputException(
                $"the run was started with {changed.Flag} {changed.Read(saved.Options)}, and is now given {changed.Read(options)}",
                "resume with the settings it was started with, or start a new run",
                path);
        }
    }
}
