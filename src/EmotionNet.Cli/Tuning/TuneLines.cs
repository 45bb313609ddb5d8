using EmotionNet.Cli.Display;
using EmotionNet.Cli.Sweeps;
using EmotionNet.Sweeps;
using EmotionNet.Tuning;

namespace EmotionNet.Cli.Tuning;

/// <summary>The trials as lines: one when a trial starts towards a rung, one when it is there.</summary>
/// <param name="search">The search.</param>
internal sealed class TuneLines(Search search) : ITaskObserver
{
    private bool _hasToldLength;

    /// <summary>What a trial has come to.</summary>
    public static string Ended(Search search, TaskReport after)
    {
        var trial = search.Trials.First(trial => trial.Name == after.Task.Name);
        if (trial.Failure is { } failure)
        {
            return $"trial {trial.Name} failed, and counts as the worst: {failure}";
        }

        if (trial.IsOpen)
        {
            return $"trial {trial.Name}: {(after.State == TaskState.Killed ? "killed" : "stopped")} after {Tables.Count(after.EpochsCompleted, "epoch")}";
        }

        var ranked = RungLadder.RankAt(trial.Results.Count - 1, search.Trials);
        var place = ranked.TakeWhile(other => other != trial).Count() + 1;
        return $"trial {trial.Name}: {TuneTables.Score(search.Definition, trial.Results[^1])}, number {place} of {ranked.Count} there";
    }

    /// <summary>A sentence on how long a run of full length takes, where the budget is too short for one; null where it is not.</summary>
    public static string? TooShort(Search search, double budgetSeconds)
    {
        var epochs = search.Definition.Ladder.Epochs[^1];
        return search.SecondsPerEpoch * epochs is { } seconds && seconds > budgetSeconds
            ? $"{Tables.Count(epochs, "epoch")} take about {Tables.Time(seconds)} at this speed, longer than the budget of {Tables.Time(budgetSeconds)}: "
                + "give fewer --epochs or a larger --budget."
            : null;
    }

    /// <summary>Seconds of the budget; for the sentence that it is too short.</summary>
    public required double BudgetSeconds { get; init; }

    /// <inheritdoc/>
    public void OnStarted(TaskReport before)
    {
        var trial = search.Trials.First(trial => trial.Name == before.Task.Name);
        var settings = trial.Results.Count > 0 ? "" : $" ({SweepSetting.Describe(trial.Settings)})";
        Screen.Line($"trial {trial.Name}{settings}: {SweepLines.Started(before)}, up to epoch {before.Task.PauseAfter}");
    }

    /// <inheritdoc/>
    public void OnEnded(TaskReport after)
    {
        Screen.Line(Ended(search, after));
        if (!_hasToldLength && TooShort(search, BudgetSeconds) is { } sentence)
        {
            _hasToldLength = true;
            Screen.Line(sentence);
        }
    }

    /// <inheritdoc/>
    public void OnElsewhere(SweepTask task) => Screen.Line($"trial {task.Name}: another process trains it; waiting for that one");

    /// <inheritdoc/>
    public void OnTick(IReadOnlyList<SweepTask> running)
    {
    }

    /// <inheritdoc/>
    public void Notice(string text) => Screen.Line(text);
}
