using EmotionNet.Configuration;
using EmotionNet.Files;
using IOPath = System.IO.Path;

namespace EmotionNet.Checkpoints;

/// <summary>
/// The directory of a run. It belongs to one run at a time. The files of an earlier run in it are replaced only where they are ours and the user
/// said so, and only once nothing is left that could keep the new run from starting.
/// </summary>
internal sealed class RunDirectory : IDisposable
{
    private readonly TrainingOptions _options;
    private readonly string? _checkpoint;
    private readonly bool _overwrite;
    private readonly bool _resumesInPlace;
    private RunLock? _lock;
    private RunHeartbeat? _heartbeat;

    private RunDirectory(TrainingOptions options, string? checkpoint, bool overwrite, RunLock? held)
    {
        (_options, _checkpoint, _overwrite, _lock) = (options, checkpoint, overwrite, held);
        _resumesInPlace = checkpoint is not null && PathIdentity.IsSameDirectory(Path, HomeOf(checkpoint));
    }

    private string Path => _options.CheckpointDirectory;

    /// <summary>Finds whatever keeps a run from using its directory. Leaves nothing there that was not there before.</summary>
    /// <param name="options">The settings: the directory, the mode, the teachers.</param>
    /// <param name="checkpoint">The checkpoint to continue, or null for a new run.</param>
    /// <param name="overwrite">Whether the user agrees to lose an earlier run.</param>
    /// <param name="patience">As for <see cref="RunHeartbeat.RequireNone"/>.</param>
    /// <exception cref="UserInputException">
    /// The directory cannot be written, another run is training in it, it holds other things than a run, it has files that would be replaced and may not be,
    /// or a teacher is one of them.
    /// </exception>
    public static RunDirectory Check(TrainingOptions options, string? checkpoint, bool overwrite, TimeSpan? patience = null)
    {
        var path = options.CheckpointDirectory;
        WriteTest.Run(path);
        var directory = new RunDirectory(options, checkpoint, overwrite, RunLock.TakeIfThere(path));
        try
        {
            RunHeartbeat.RequireNone(path, directory._lock, patience);
            directory.RequireFree();
            return directory;
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Makes the directory the run's own: locks it, and removes the files of the run that it replaces and what a killed one left half-written.
    /// </summary>
    /// <returns>Whether an earlier run was replaced.</returns>
    /// <exception cref="UserInputException">Another run came first, or the directory cannot be written.</exception>
    public bool Begin()
    {
        try
        {
            Directory.CreateDirectory(Path);
            _lock ??= RunLock.Take(Path);
            RequireFree(); // again: a run may have begun and ended here since
            var isOurs = RunOwnership.Of(Path).IsOurs;
            RunMarker.RemoveHalfWritten(Path);
            RunMarker.OfThisProcess(_options.Mode).Write(Path);
            _heartbeat = RunHeartbeat.Start(Path);
            return isOurs && Clear();
        }
        catch (Exception problem) when (WriteTest.IsOfDisk(problem))
        {
            throw WriteTest.Refusal(Path, problem);
        }
    }

    /// <summary>Frees the directory for the next run.</summary>
    public void Dispose()
    {
        _heartbeat?.Dispose();
        if (_heartbeat is not null && RunFileNames.FindIn(Path).Any(name => name is Checkpoint.LastFile or Checkpoint.BestFile))
        {
            RunMarker.Remove(Path);
        }

        _lock?.Dispose();
    }

    /// <summary>The checkpoint to continue.</summary>
    /// <param name="directory">The run's directory.</param>
    /// <param name="given">The file, or the directory of its run, if somebody named one.</param>
    /// <exception cref="UserInputException">There is none.</exception>
    public static string FindResumable(string directory, string? given)
    {
        var checkpoint = given is not null && !Directory.Exists(given) ? given : IOPath.Combine(given ?? directory, Checkpoint.LastFile);
        return File.Exists(checkpoint) ? checkpoint : throw new UserInputException(
            "there is no checkpoint to resume",
            given is null ? "give `resume` the file, or leave `resume` out to start a new run" : "give `resume` a file that a run wrote",
            checkpoint);
    }

    /// <summary>The last state of the run in a directory, or null where no run has saved one there.</summary>
    public static string? FindState(string directory) => RunOwnership.Of(directory).IsResumable ? IOPath.Combine(directory, Checkpoint.LastFile) : null;

    /// <summary>Whether a run of ours was killed in a directory before it had saved a state or ended: nothing is lost where it starts again.</summary>
    public static bool IsUnsaved(string directory) =>
        RunOwnership.Of(directory) is { IsOurs: true, IsResumable: false } && RunMarker.Read(directory) is not null
        && !IOPath.Exists(IOPath.Combine(directory, RunFileNames.Summary));

    /// <summary>The directory of the run that wrote a checkpoint; where the file itself is a link, that of its target.</summary>
    public static string HomeOf(string checkpoint)
    {
        var file = new FileInfo(checkpoint).LinkTarget is null ? checkpoint : PathIdentity.Resolve(checkpoint);
        return IOPath.GetDirectoryName(file) is { Length: > 0 } directory ? directory : ".";
    }

    private bool Clear()
    {
        var replaced = _resumesInPlace ? [] : RunFileNames.FindIn(Path);
        foreach (var file in RunFileNames.FindLeftovers(Path).Concat(replaced.Select(name => IOPath.Combine(Path, name))))
        {
            File.Delete(file);
        }

        return replaced.Count > 0;
    }

    private void RequireFree()
    {
        var present = RunFileNames.FindIn(Path);
        if (present.Count == 0)
        {
            if (!_resumesInPlace) // a checkpoint that somebody put there may be continued there
            {
                ForeignFiles.RequireNone(Path);
            }

            return;
        }

        var owner = RunOwnership.Of(Path);
        if (!owner.IsOurs || present.Any(name => Directory.Exists(IOPath.Combine(Path, name))))
        {
            throw new UserInputException(
                $"{present[0]} in this directory is not known to be of a run of emotionnet, and would be replaced",
                "give `checkpoint-dir` another directory, or move the file away",
                Path);
        }

        if (_resumesInPlace)
        {
            RequireLastState();
            return;
        }

        RequireNoSource();
        var isQuickOverQuick = _options.Mode == TrainingMode.Quick && owner.IsQuick && _checkpoint is null;
        if (!_overwrite && !isQuickOverQuick)
        {
            throw new UserInputException(
                "this directory holds an earlier run",
                $"{(owner.IsResumable ? "continue it with `resume`, " : "")}replace it with `overwrite`, or give `checkpoint-dir` another directory",
                Path);
        }
    }

    // A copy of an earlier state may lie beside the last one, which training would replace.
    private void RequireLastState()
    {
        var last = IOPath.Combine(Path, Checkpoint.LastFile);
        if (!_overwrite && File.Exists(last) && !PathIdentity.IsSameFile(last, _checkpoint!))
        {
            throw new UserInputException(
                $"the run would replace the {Checkpoint.LastFile} in this directory, which is another state than {_checkpoint}",
                "give `resume` the directory, replace that state with `overwrite`, or give `checkpoint-dir` another directory",
                Path);
        }
    }

    // Teachers, and the weights that the run begins with.
    private void RequireNoSource()
    {
        IReadOnlyList<string> initial = InitialWeights.FileOf(_options) is { } weights ? [weights] : [];
        var teachers = _options.TeacherFiles.Select(file => (RunWeights.Find(file), "this teacher lies"));
        foreach (var (file, what) in teachers.Concat(initial.Select(file => (file, "these weights lie"))))
        {
            var target = PathIdentity.Resolve(file);
            if (RunFileNames.Contains(IOPath.GetFileName(target)) && PathIdentity.IsSameDirectory(Path, IOPath.GetDirectoryName(target)!))
            {
                throw new UserInputException(
                    $"{what} where the files of the new run go, and would be replaced",
                    "give `checkpoint-dir` another directory",
                    file);
            }
        }
    }
}
