using EmotionNet.Configuration;

namespace EmotionNet.Training;

/// <summary>A resumed run is the same run: what shapes its result must be as it was.</summary>
internal static class ResumeRules
{
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

        // Where the run's files are, how it is computed and how it is scored may change; all else decides what is learned.
        var comparable = saved.Options with
        {
            CheckpointDirectory = options.CheckpointDirectory,
            DataDirectory = options.DataDirectory,
            BalancedDirectory = options.BalancedDirectory,
            FerPlusDirectory = options.FerPlusDirectory,
            Device = options.Device,
            Precision = options.Precision,
            Threads = options.Threads,
            TestTimeViews = options.TestTimeViews,
            EarlyStopping = options.EarlyStopping,
        };
        var changed = typeof(TrainingOptions).GetProperties().FirstOrDefault(property => !Equals(property.GetValue(comparable), property.GetValue(options)));
        if (changed is not null)
        {
            throw new UserInputException(
                $"the run was started with {changed.Name} {changed.GetValue(comparable)}, and is now given {changed.GetValue(options)}",
                "resume with the settings it was started with, or start a new run",
                path);
        }
    }
}
