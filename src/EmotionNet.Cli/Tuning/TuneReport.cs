using System.Text.Json;
using EmotionNet.Cli.Commands;
using EmotionNet.Cli.Display;
using EmotionNet.Configuration;
using EmotionNet.Sweeps;
using EmotionNet.Tuning;

namespace EmotionNet.Cli.Tuning;

/// <summary>What a search has come to: what <c>tune status</c> prints, and a search when it ends.</summary>
/// <param name="directory">Its directory.</param>
/// <param name="trials">Its trials.</param>
/// <param name="secondsSpent">Seconds of its budget that are spent.</param>
internal sealed class TuneReport(TuneDirectory directory, IReadOnlyList<Trial> trials, double secondsSpent) : IStatusReport
{
    private readonly SearchDefinition _definition = directory.Definition;
    private readonly Trial? _best = RungLadder.FindLeader(trials);

    private readonly IReadOnlyList<TaskReport> _open = [.. trials.Where(trial => trial.IsOpen).Select(directory.TaskOf).Select(TaskReport.Read)];

    /// <inheritdoc/>
    public void Show()
    {
        Screen.Show(TuneTables.Trials(_definition, trials, _open, IsRunning));
        Screen.Line();
        Screen.Line(
            $"{Tables.Count(trials.Count, "trial")} in {Tables.Time(secondsSpent)}, rungs after {string.Join(", ", _definition.Ladder.Epochs)} epochs. "
            + "Scores are those of the validation split.");
        foreach (var failed in trials.Where(trial => trial.Failure is not null).GroupBy(trial => trial.Failure, StringComparer.Ordinal))
        {
            Screen.Line($"trial {string.Join(", ", failed.Select(trial => trial.Name))} failed: {failed.Key}");
        }

        if (_best is null)
        {
            return;
        }

        Screen.Line($"Best: trial {_best.Name} ({SweepSetting.Describe(_best.Settings)}), {TuneTables.Score(_definition, _best.Results[^1])}.");
        Screen.Line(AgainstStart(_best, trials[0]));
        if (!_definition.Ladder.IsAtTop(_best))
        {
            Screen.Line("No trial has come to the last epoch: more minutes continue the search.");
        }

        Screen.Line("Train it, or score the weights that the search has, with the test split where there is one:");
        Screen.Line($"  {ResumeCommandLine.Program()} --config-file {ResumeCommandLine.Quote(directory.BestFile)} --checkpoint-dir RUN");
        Screen.Line($"  {ResumeCommandLine.Program()} --resume {ResumeCommandLine.Quote(directory.TaskOf(_best).RunDirectory)}");
    }

    /// <inheritdoc/>
    public string ToJson() => JsonSerializer.Serialize(
        new
        {
            Directory = directory.Path,
            SecondsSpent = secondsSpent,
            Rungs = _definition.Ladder.Epochs,
            Best = _best?.Name,
            Config = _best is null ? null : directory.BestFile,
            Trials = TuneTables.Order(trials).Select(trial => new
            {
                trial.Name,
                State = TuneTables.State(_definition, trial, IsRunning(trial)),
                Settings = SweepSetting.ToTexts(trial.Settings),
                Run = directory.TaskOf(trial).RunDirectory,
                trial.Results,
                trial.Failure,
            }),
        },
        JsonFormat.Indented);

    private bool IsRunning(Trial trial) => _open.Any(report => report.Task.Name == trial.Name && report.State == TaskState.Running);

    // At the highest rung that both have reached.
    private string AgainstStart(Trial best, Trial start)
    {
        if (best == start)
        {
            return "It is the one that the search started from.";
        }

        var rungs = Math.Min(best.Results.Count, start.Results.Count);
        if (rungs == 0)
        {
            return "The trial that the search started from has no result.";
        }

        var (here, there) = (best.Results[rungs - 1], start.Results[rungs - 1]);
        return $"Trial {start.Name}, which the search started from, has {TuneTables.Score(_definition, there)}; "
            + $"trial {best.Name} has {Tables.Percent(here.Accuracy)} there ({Tables.Points(here.Accuracy - there.Accuracy)}).";
    }
}
