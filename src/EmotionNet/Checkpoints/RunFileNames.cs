using EmotionNet.Files;

namespace EmotionNet.Checkpoints;

/// <summary>The files of a run in its directory: their names, and which of them are there.</summary>
internal static class RunFileNames
{
    /// <summary>The settings.</summary>
    public const string Configuration = "config.json";

    /// <summary>The result.</summary>
    public const string Summary = "summary.json";

    /// <summary>The log.</summary>
    public const string Log = "train.log";

    /// <summary>The curves of loss and accuracy.</summary>
    public const string Curves = "curves.png";

    /// <summary>The confusion matrix.</summary>
    public const string ConfusionMatrix = "confusion_matrix.png";

    /// <summary>A row for each epoch.</summary>
    public const string Epochs = "epochs.csv";

    /// <summary>Training images, each beside its augmented version.</summary>
    public const string AugmentedBatch = "augmented_batch.png";

    /// <summary>Which run of an MLflow server this one is.</summary>
    public const string Mlflow = "mlflow.json";

    /// <summary>The directory with a file for each epoch.</summary>
    public const string StatisticsDirectory = "epoch_stats";

    /// <summary>The directory with the events for TensorBoard.</summary>
    public const string EventsDirectory = "tensorboard";

    private const string StatisticsPattern = "epoch_*_stats.json";
    private const string EventsPattern = "events.out.tfevents.*";

    private static readonly string[] Names =
        [Checkpoint.BestFile, Checkpoint.LastFile, Configuration, Summary, Log, Curves, ConfusionMatrix, Epochs, AugmentedBatch, Mlflow];

    /// <summary>Whether a file name is that of a file which a run writes into its directory itself.</summary>
    public static bool Contains(string name) => Names.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// What has the name of a file of a run in a directory, links and directories included, as paths relative to it; but for the log where the shell
    /// has sent the output there, which is this run's.
    /// </summary>
    public static IReadOnlyList<string> FindIn(string directory) =>
    [
        .. Names.Where(name => IsThere(Path.Combine(directory, name)) && !(name == Log && StandardOutput.IsFile(Path.Combine(directory, name)))),
        .. In(directory, StatisticsDirectory, StatisticsPattern),
        .. In(directory, EventsDirectory, EventsPattern),
    ];

    /// <summary>The files with the statistics of the epochs, as full paths.</summary>
    public static IReadOnlyList<string> FindStatistics(string directory) =>
        [.. In(directory, StatisticsDirectory, StatisticsPattern).Select(name => Path.Combine(directory, name))];

    /// <summary>The files and directories of a run that are there, for a person.</summary>
    public static IReadOnlyList<string> Describe(string directory) =>
    [
        .. Names.Where(name => IsThere(Path.Combine(directory, name))),
        .. new[] { StatisticsDirectory, EventsDirectory }.Where(name => Directory.Exists(Path.Combine(directory, name)))
            .Select(name => name + Path.DirectorySeparatorChar),
    ];

    /// <summary>Temporary files that a run left when it was killed, as full paths; those of a run that still goes on look the same.</summary>
    public static IReadOnlyList<string> FindLeftovers(string directory)
    {
        var statistics = Path.Combine(directory, StatisticsDirectory);
        return
        [
            .. Directory.EnumerateFiles(directory).Where(file => IsLeftover(Path.GetFileName(file))),
            .. Directory.Exists(statistics) ? Directory.EnumerateFiles(statistics, $"{StatisticsPattern}.*").Where(
                file => AtomicFile.TargetOfTemporary(Path.GetFileName(file)) is not null) : [],
        ];
    }

    private static bool IsLeftover(string name) =>
        PathIdentity.IsProbe(name) || (AtomicFile.TargetOfTemporary(name) is { } target && (target == RunMarker.FileName || Contains(target)));

    // A broken link counts: the run would write through it.
    private static bool IsThere(string path) => Path.Exists(path) || new FileInfo(path).LinkTarget is not null;

    private static IEnumerable<string> In(string directory, string name, string pattern)
    {
        var part = Path.Combine(directory, name);
        return Directory.Exists(part) ? Directory.EnumerateFiles(part, pattern).Select(file => Path.Combine(name, Path.GetFileName(file))) : [];
    }
}
