using System.Globalization;
using System.Text.Json;
using EmotionNet.Configuration;
using EmotionNet.Files;

namespace EmotionNet.Sweeps;

/// <summary>
/// The directory of a sweep: <c>sweep.json</c> with its tasks, and for each task a configuration file, the directory of its run and what its process left.
/// A task keeps its number for good; tasks may be added, and none may change or go, for their runs would lie there without a meaning.
/// </summary>
internal sealed class SweepDirectory
{
    /// <summary>The file that makes a directory that of a sweep.</summary>
    public const string FileName = "sweep.json";

    private const int MaximumLength = 64 << 20;

    private SweepDirectory(string path, IReadOnlyList<string> varied, IReadOnlyList<SweepTask> tasks) => (Path, Varied, Tasks) = (path, varied, tasks);

    /// <summary>The full path.</summary>
    public string Path { get; }

    /// <summary>The options in which the tasks differ.</summary>
    public IReadOnlyList<string> Varied { get; }

    /// <summary>The tasks, in the order of their numbers.</summary>
    public IReadOnlyList<SweepTask> Tasks { get; }

    /// <summary>Keeps a second process from adding tasks to a sweep or running them, on any machine. Makes the directory.</summary>
    /// <exception cref="UserInputException">Another process does, or the directory has something else or cannot be written.</exception>
    public static IDisposable Lock(string directory) => DirectoryKind.Sweep.Lock(directory);

    /// <summary>Starts a sweep, or goes on with one that is there, and writes the configuration files; for the holder of its <see cref="Lock"/>.</summary>
    /// <param name="directory">The directory; new, empty or that of the sweep.</param>
    /// <param name="plan">The tasks by the sweep file as it is now.</param>
    /// <exception cref="UserInputException">The directory has something else, or the sweep file lacks a task that is there.</exception>
    public static SweepDirectory Prepare(string directory, SweepPlan plan)
    {
        var path = System.IO.Path.GetFullPath(directory);
        var isThere = DirectoryKind.Sweep.IsThere(directory);
        var planned = plan.Tasks.ToDictionary(task => task.Resolved.Options);
        List<PlannedTask> ordered = [];
        foreach (var task in isThere ? Open(directory).Tasks : [])
        {
            ordered.Add(planned.Remove(task.Options, out var same) ? same : throw new UserInputException(
                $"the sweep in {directory} was started with the task {SweepSetting.Describe(task.Settings)}, which this file no longer has",
                "put it back (tasks may be added), or give the changed sweep another directory",
                plan.File));
        }

        ordered.AddRange(plan.Tasks.Where(task => planned.ContainsKey(task.Resolved.Options)));
        var sweep = new SweepDirectory(path, plan.Varied, [.. ordered.Select(
            (task, index) => new SweepTask(path, index.ToString("000", CultureInfo.InvariantCulture), task.Settings, task.Resolved.Options))]);
        sweep.Write(plan.File);
        return sweep;
    }

    /// <summary>Opens the directory of a sweep.</summary>
    /// <exception cref="UserInputException">It is none, or was written by another version.</exception>
    public static SweepDirectory Open(string directory)
    {
        var (path, file) = (System.IO.Path.GetFullPath(directory), System.IO.Path.Combine(directory, FileName));
        DirectoryKind.Sweep.Require(directory);
        try
        {
            var document = JsonSerializer.Deserialize<SweepDocument>(InputFiles.ReadAllBytes(file, MaximumLength), JsonFormat.Indented);
            return document is { Version: SweepDocument.CurrentVersion }
                ? new SweepDirectory(path, document.Varied, [.. document.Tasks.Select(task => SweepTask.Read(path, task.Name, task.Settings))])
                : throw new JsonException("another version");
        }
        catch (Exception problem) when (problem is JsonException or FormatException)
        {
            throw new UserInputException("the tasks of the sweep cannot be read", "use the version of emotionnet that wrote the file", file, inner: problem);
        }
    }

    // First of all sweep.json: should the process end here, the directory is known, and the same command writes the rest.
    private void Write(string file)
    {
        var document = new SweepDocument(SweepDocument.CurrentVersion, System.IO.Path.GetFullPath(file), Varied, [.. Tasks.Select(task =>
            new SweepTaskDocument(task.Name, SweepSetting.ToTexts(task.Settings)))]);
        AtomicFile.Write(System.IO.Path.Combine(Path, FileName), JsonSerializer.SerializeToUtf8Bytes(document, JsonFormat.Indented));
        Directory.CreateDirectory(System.IO.Path.Combine(Path, SweepTask.LogsDirectory));
        foreach (var task in Tasks)
        {
            task.WriteConfiguration();
        }
    }
}

/// <summary>The content of <c>sweep.json</c>.</summary>
/// <param name="Version">The version of the format.</param>
/// <param name="File">The sweep file that it was last written for.</param>
/// <param name="Varied">The options in which the tasks differ.</param>
/// <param name="Tasks">The tasks.</param>
internal sealed record SweepDocument(int Version, string File, IReadOnlyList<string> Varied, IReadOnlyList<SweepTaskDocument> Tasks)
{
    public const int CurrentVersion = 1;
}

/// <summary>A task of <see cref="SweepDocument"/>.</summary>
/// <param name="Name">Its number.</param>
/// <param name="Settings">The options that the sweep file set, as text.</param>
internal sealed record SweepTaskDocument(string Name, IReadOnlyDictionary<string, string> Settings);
