using System.Diagnostics;
using EmotionNet.Cli.Sweeps;
using EmotionNet.Sweeps;
using EmotionNet.Tuning;

namespace EmotionNet.Cli.Tuning;

/// <summary>Gives a runner the trials of a search, and the search what they came to.</summary>
internal sealed class TrialSource : ITaskSource
{
    private readonly TuneDirectory _directory;
    private readonly double _budgetSeconds;
    private readonly Stopwatch _sinceStart = Stopwatch.StartNew();

    /// <summary>The trials of a search, which goes on from what its directory has.</summary>
    /// <param name="directory">Its directory.</param>
    /// <param name="budgetSeconds">Of the whole search.</param>
    /// <param name="maximumTrials">No new trials are begun after so many.</param>
    public TrialSource(TuneDirectory directory, double budgetSeconds, int maximumTrials)
    {
        (_directory, _budgetSeconds) = (directory, budgetSeconds);
        Search = new Search(directory.Definition, directory.Trials, maximumTrials, search => directory.Write(search, SecondsSpent));
    }

    /// <summary>The search.</summary>
    public Search Search { get; }

    /// <summary>Seconds of the budget that are spent.</summary>
    public double SecondsSpent => _directory.SecondsSpent + _sinceStart.Elapsed.TotalSeconds;

    /// <summary>Seconds of the budget that are left.</summary>
    public double SecondsLeft => Math.Max(0, _budgetSeconds - SecondsSpent);

    /// <inheritdoc/>
    public SweepTask? Next()
    {
        if (SecondsLeft == 0 || Search.Next(SecondsLeft) is not { } trial)
        {
            return null;
        }

        var task = _directory.TaskOf(trial);
        Directory.CreateDirectory(Path.Combine(task.Root, SweepTask.LogsDirectory));
        task.WriteConfiguration();
        return task;
    }

    /// <inheritdoc/>
    public void OnEnded(TaskReport after)
    {
        var trial = Search.Trials.First(trial => trial.Name == after.Task.Name);
        switch (after.State)
        {
            case TaskState.Done when RungResult.Read(after.Task) is { } result:
                Search.Reach(trial, result);
                break;
            case TaskState.Done:
                Search.Fail(trial, "Its run ended before the epoch that it was to come to.");
                break;
            case TaskState.Failed:
                Search.Fail(trial, FailureReport.OneLine(after.Failure!));
                break;
            case TaskState.Killed:
                Search.Kill(trial);
                break;
            default:
                Search.Interrupt(trial);
                break;
        }
    }

    /// <summary>Writes down the time that is spent.</summary>
    public void Save() => _directory.Write(Search, SecondsSpent);
}
