using EmotionNet.Checkpoints;

namespace EmotionNet.Cli;

/// <summary>The folder of a run: found writable before anything else is done, and cleared of an older run before the first step.</summary>
internal static class CheckpointDirectory
{
    private static readonly string[] RunFiles =
    [
        Checkpoint.BestFile, Checkpoint.LastFile, "config.json", "summary.json", RunLog.FileName, "curves.png", "confusion_matrix.png",
    ];

    private static readonly (string Folder, string Pattern)[] RunFolders = [("epoch_stats", "epoch_*_stats.json"), ("tensorboard", "events.out.tfevents.*")];

    /// <summary>Tries to write to the folder; one that was not there is not left behind, for the data may yet turn out bad.</summary>
    /// <exception cref="UserInputException">That is not possible.</exception>
    public static void Prepare(string path)
    {
        var probe = ProbeIn(path);
        var missing = Missing(path);
        try
        {
            Directory.CreateDirectory(path);
            File.WriteAllBytes(probe, [0]);
            File.Delete(probe);
            missing.ForEach(Directory.Delete);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new UserInputException(
                "the checkpoint folder cannot be written",
                "give --checkpoint-dir a folder that you may write to",
                path,
                inner: problem);
        }
    }

    // The folder and those above it that are not there, from the innermost on.
    private static List<string> Missing(string path)
    {
        var missing = new List<string>();
        for (
            var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
            folder is not null && !Directory.Exists(folder);
            folder = Path.GetDirectoryName(folder))
        {
            missing.Add(folder);
        }

        return missing;
    }

    /// <summary>The checkpoint to continue.</summary>
    /// <param name="path">The checkpoint folder.</param>
    /// <param name="given">The file, or the folder of its run, if somebody named one.</param>
    /// <exception cref="UserInputException">There is none.</exception>
    public static string FindResumable(string path, string? given)
    {
        var checkpoint = given is not null && !Directory.Exists(given) ? given : Path.Combine(given ?? path, Checkpoint.LastFile);
        return File.Exists(checkpoint)
            ? checkpoint
            : throw new UserInputException(
                "there is no checkpoint to resume",
                given is null ? "give --resume the file, or leave --resume out to start a new run" : "give --resume a file that a run wrote",
                checkpoint);
    }

    /// <summary>Whether a checkpoint to resume lies in the folder, whose files are then those of the same run.</summary>
    public static bool Holds(string path, string? checkpoint) =>
        checkpoint is not null && Path.GetDirectoryName(Path.GetFullPath(checkpoint)) == Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    /// <summary>Removes the files of an older run, so that two runs never mix.</summary>
    /// <param name="path">The checkpoint folder.</param>
    /// <param name="teachers">Weights that the new run learns from.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="UserInputException">A teacher is a file of the older run; nothing is removed.</exception>
    public static bool Clear(string path, IReadOnlyList<string> teachers)
    {
        var old = RunFiles.Select(name => Path.Combine(path, name)).Where(File.Exists).Concat(RunFolders
            .Select(part => (Folder: Path.Combine(path, part.Folder), part.Pattern))
            .Where(part => Directory.Exists(part.Folder))
            .SelectMany(part => Directory.EnumerateFiles(part.Folder, part.Pattern, SearchOption.AllDirectories))).ToList();
        if (teachers.FirstOrDefault(file => IsRunFileIn(path, file)) is { } lost)
        {
            throw new UserInputException(
                "this teacher lies where the files of the new run go, and would be replaced",
                "give --checkpoint-dir a folder of its own",
                lost);
        }

        old.ForEach(File.Delete);
        return old.Count > 0;
    }

    // Two paths may lead to one folder, by links or by letters of another case: a file that is new there tells.
    private static bool IsRunFileIn(string path, string file)
    {
        var target = new FileInfo(file).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? Path.GetFullPath(file);
        if (!RunFiles.Contains(Path.GetFileName(target), StringComparer.OrdinalIgnoreCase))
        {
            return false;
        }

        var probe = ProbeIn(path);
        File.WriteAllBytes(probe, [0]);
        var isThere = File.Exists(ProbeIn(Path.GetDirectoryName(target)!));
        File.Delete(probe);
        return isThere;
    }

    private static string ProbeIn(string path) => Path.Combine(path, $".write-test-{Environment.ProcessId}");

    /// <summary>The files of the run that are there.</summary>
    public static IReadOnlyList<string> Written(string path) =>
    [
        .. RunFiles.Where(name => File.Exists(Path.Combine(path, name))),
        .. RunFolders.Where(part => Directory.Exists(Path.Combine(path, part.Folder))).Select(part => part.Folder + Path.DirectorySeparatorChar),
    ];
}
