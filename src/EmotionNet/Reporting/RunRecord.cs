using System.Text.Json;
using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Files;
using EmotionNet.Runtime;

namespace EmotionNet.Reporting;

/// <summary>What the files of a run, finished or not, or a weight file alone, tell without any data.</summary>
internal sealed record RunRecord
{
    private const int MaximumJsonLength = 64 << 20;

    /// <summary>The directory of the run; null for a weight file alone.</summary>
    public required string? Directory { get; init; }

    /// <summary>The best weights, or the weight file; null where the run has none.</summary>
    public required string? Weights { get; init; }

    /// <summary>The settings.</summary>
    public required TrainingOptions Options { get; init; }

    /// <summary>The finished epochs that are known, in order.</summary>
    public required IReadOnlyList<EpochStatistics> Epochs { get; init; }

    /// <summary>The result; null where the run has not ended.</summary>
    public SummaryDocument? Summary { get; init; }

    /// <summary>The digests of the data; null where they are not known.</summary>
    public RunBeginning? Beginning { get; init; }

    /// <summary>Where the run took place; null where that is not known.</summary>
    public RunEnvironment? Environment => Summary?.Environment ?? Beginning?.Environment;

    /// <summary>Whether the run goes on.</summary>
    public bool IsRunning { get; init; }

    /// <summary>What could not be read, in sentences.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>Reads a run.</summary>
    /// <param name="path">Its directory, or a weight file.</param>
    /// <exception cref="UserInputException">There is no run, or nothing tells its settings.</exception>
    public static RunRecord Read(string path)
    {
        if (System.IO.Directory.Exists(path))
        {
            return ReadDirectory(path);
        }

        var description = Checkpoint.Describe(path);
        return new RunRecord
        {
            Directory = null,
            Weights = path,
            Options = description.Options,
            Epochs = description.Progress.Epochs,
            Beginning = description.Progress.Beginning,
        };
    }

    private static RunRecord ReadDirectory(string directory)
    {
        if (RunFileNames.FindIn(directory).Count == 0)
        {
            throw new UserInputException("this directory has no run", "give the directory of a run, or a weight file", directory);
        }

        List<string> problems = [];
        var isRunning = RunLock.IsHeld(directory);
        var last = Try(Checkpoint.LastFile, Checkpoint.Describe);
        var best = Try(Checkpoint.BestFile, Checkpoint.Describe);
        var options = last?.Options ?? Try(RunFileNames.Configuration, ConfigurationFile.Load) ?? best?.Options;
        return new RunRecord
        {
            Directory = directory,
            Weights = best is null ? null : Path.Combine(directory, Checkpoint.BestFile),
            Options = options ?? throw new UserInputException(
                $"nothing here tells the settings of the run{(problems.Count == 0 ? "" : $" ({problems[0].TrimEnd('.')})")}",
                $"give the directory of a run with its {Checkpoint.LastFile}, {Checkpoint.BestFile} or {RunFileNames.Configuration}",
                directory),
            Epochs = last?.Progress.Epochs ?? ReadStatistics(directory, problems) ?? best?.Progress.Epochs ?? [],
            Summary = Try(RunFileNames.Summary, ReadJson<SummaryDocument>),
            Beginning = last?.Progress.Beginning ?? best?.Progress.Beginning,
            IsRunning = isRunning,
            Problems = problems,
        };

        T? Try<T>(string name, Func<string, T> read)
            where T : class
        {
            var file = Path.Combine(directory, name);
            try
            {
                return File.Exists(file) ? read(file) : null;
            }
            catch (UserInputException problem)
            {
                problems.Add($"{name} is left out: {problem.Message}");
                return null;
            }
        }
    }

    private static List<EpochStatistics>? ReadStatistics(string directory, List<string> problems)
    {
        var files = RunFileNames.FindStatistics(directory);
        try
        {
            return files.Count == 0 ? null : [.. files.Select(ReadJson<EpochStatistics>).OrderBy(epoch => epoch.Epoch)];
        }
        catch (UserInputException problem)
        {
            problems.Add($"{RunFileNames.StatisticsDirectory} is left out: {problem.Message}");
            return null;
        }
    }

    private static T ReadJson<T>(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(InputFiles.ReadAllBytes(path, MaximumJsonLength), JsonFormat.Indented) ?? throw new JsonException("null");
        }
        catch (JsonException problem)
        {
            throw new UserInputException("this is not what a run of this version writes", "use the file as the run wrote it", path, inner: problem);
        }
    }
}
