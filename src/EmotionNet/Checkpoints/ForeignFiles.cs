namespace EmotionNet.Checkpoints;

/// <summary>
/// What in a directory says that it serves something else, such as a user's documents: a run there would spread its files among them. Beside a run
/// may stand what job scripts, schedulers, file systems and note-takers leave.
/// </summary>
internal static class ForeignFiles
{
    /// <summary>The extensions of files that may stand beside a run: logs, notes, scripts, settings.</summary>
    private static readonly HashSet<string> Companions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".log", ".out", ".err", ".txt", ".md", ".sh", ".sbatch", ".slurm", ".json", ".yaml", ".yml", ".toml", ".tmp",
    };

    private static readonly string[] Directories = ["lost+found", RunFileNames.StatisticsDirectory, RunFileNames.EventsDirectory];

    /// <summary>Requires that a directory has nothing of that kind.</summary>
    /// <param name="directory">A directory that holds no run.</param>
    /// <exception cref="UserInputException">It has.</exception>
    public static void RequireNone(string directory)
    {
        if (FindIn(directory) is { } foreign)
        {
            throw new UserInputException(
                $"this directory holds other things than a run, such as {foreign}", "give `checkpoint-dir` a directory that is new or empty", directory);
        }
    }

    private static string? FindIn(string directory) => !Directory.Exists(directory) || HasBeenOurs(directory)
        ? null
        : Directory.EnumerateFileSystemEntries(directory)
            .Where(entry => !IsCompanion(entry)).Select(Path.GetFileName).Order(StringComparer.Ordinal).FirstOrDefault();

    // Runs in directories of their own are beside it too.
    private static bool IsCompanion(string entry)
    {
        var name = Path.GetFileName(entry);
        return name.StartsWith('.') || (Directory.Exists(entry)
            ? Directories.Contains(name) || HasBeenOurs(entry) || RunOwnership.Of(entry).IsOurs
            : Companions.Contains(Path.GetExtension(name)));
    }

    private static bool HasBeenOurs(string directory) =>
        File.Exists(Path.Combine(directory, RunLock.FileName)) || File.Exists(Path.Combine(directory, RunMarker.FileName));
}
