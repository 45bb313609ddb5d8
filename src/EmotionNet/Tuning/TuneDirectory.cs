using System.Text;
using System.Text.Json;
using EmotionNet.Configuration;
using EmotionNet.Files;
using EmotionNet.Sweeps;

namespace EmotionNet.Tuning;

/// <summary>
/// The directory of a search: <c>tune.json</c> with what is searched and every result, written anew with each of them, the configuration file of the
/// best trial, and for each trial what <see cref="SweepTask"/> has.
/// </summary>
internal sealed class TuneDirectory
{
    /// <summary>The file that makes a directory that of a search.</summary>
    public const string FileName = "tune.json";

    /// <summary>The configuration file of the best trial so far.</summary>
    public const string BestFileName = "best.json";

    private const int MaximumLength = 64 << 20;

    private TuneDirectory(string path, SearchDefinition definition, IReadOnlyList<Trial> trials, double secondsSpent) =>
        (Path, Definition, Trials, SecondsSpent) = (path, definition, trials, secondsSpent);

    /// <summary>What such a directory is.</summary>
    public static DirectoryKind Kind { get; } = new(FileName, "a search", "runs the trials of this search", "emotionnet tune status");

    /// <summary>The full path.</summary>
    public string Path { get; }

    /// <summary>What is searched.</summary>
    public SearchDefinition Definition { get; }

    /// <summary>The trials when the directory was opened.</summary>
    public IReadOnlyList<Trial> Trials { get; }

    /// <summary>Seconds of the budget that were spent before the directory was opened.</summary>
    public double SecondsSpent { get; }

    /// <summary>The configuration file of the best trial.</summary>
    public string BestFile => System.IO.Path.Combine(Path, BestFileName);

    /// <summary>Starts a search, or goes on with the one that is there; for the holder of the lock of <see cref="Kind"/>.</summary>
    /// <exception cref="UserInputException">The directory has something else, or a search over something else.</exception>
    public static TuneDirectory Prepare(string directory, SearchDefinition definition)
    {
        if (!Kind.IsThere(directory))
        {
            return new TuneDirectory(System.IO.Path.GetFullPath(directory), definition, [], 0);
        }

        var there = Open(directory);
        return definition.Difference(there.Definition) is { } difference
            ? throw new UserInputException(
                $"the search was started with {difference.There}, and is now given {difference.Here}",
                "go on with the options that it was started with, or give the other search another directory",
                directory)
            : there;
    }

    /// <summary>Opens the directory of a search.</summary>
    /// <exception cref="UserInputException">It is none, or was written by another version.</exception>
    public static TuneDirectory Open(string directory)
    {
        Kind.Require(directory);
        var file = System.IO.Path.Combine(directory, FileName);
        try
        {
            var document = JsonSerializer.Deserialize<TuneDocument>(InputFiles.ReadAllBytes(file, MaximumLength), JsonFormat.Indented);
            if (document is not { Version: TuneDocument.CurrentVersion })
            {
                throw new JsonException("another version");
            }

            var definition = document.ToDefinition();
            return new TuneDirectory(System.IO.Path.GetFullPath(directory), definition, document.ToTrials(definition), document.SecondsSpent);
        }
        catch (Exception problem) when (problem is JsonException or FormatException)
        {
            throw new UserInputException("the trials of the search cannot be read", "use the version of emotionnet that wrote the file", file, inner: problem);
        }
    }

    /// <summary>The run of a trial, to its next rung, or to its last one where it is at the top.</summary>
    public SweepTask TaskOf(Trial trial)
    {
        var settings = Definition.SettingsOf(trial.Settings);
        var options = OptionsResolver.Resolve([.. settings.Select(setting => setting.Assignment)], []).Options;
        var epochs = Definition.Ladder.Epochs;
        return new SweepTask(Path, trial.Name, settings, options) { PauseAfter = epochs[Math.Min(trial.Results.Count, epochs.Count - 1)] };
    }

    /// <summary>Writes what is known.</summary>
    /// <param name="search">The search.</param>
    /// <param name="secondsSpent">Of the budget.</param>
    public void Write(Search search, double secondsSpent)
    {
        AtomicFile.Write(
            System.IO.Path.Combine(Path, FileName),
            JsonSerializer.SerializeToUtf8Bytes(TuneDocument.Of(Definition, search.Trials, secondsSpent), JsonFormat.Indented));
        if (search.Leader is { } best)
        {
            var task = TaskOf(best);
            AtomicFile.Write(
                BestFile, Encoding.UTF8.GetBytes(ConfigurationFile.ToJson(task.Options, task.Settings.Select(setting => setting.Entry))));
        }
    }
}
