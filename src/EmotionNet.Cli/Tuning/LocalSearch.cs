using EmotionNet.Cli.Display;
using EmotionNet.Cli.Sweeps;
using EmotionNet.Sweeps;
using EmotionNet.Tuning;
using Spectre.Console;

namespace EmotionNet.Cli.Tuning;

/// <summary>A search on this machine, from the first process to the configuration file at the end.</summary>
internal static class LocalSearch
{
    private const int Terminate = 15; // SIGTERM

    /// <summary>Runs trials until the budget is spent or nothing is left to run; for the holder of the lock of the directory.</summary>
    /// <param name="directory">The directory of the search.</param>
    /// <param name="budgetSeconds">Of the whole search, what was spent before included.</param>
    /// <param name="maximumTrials">No new trials are begun after so many.</param>
    /// <param name="slots">How many run at a time.</param>
    /// <returns>The exit code: that of the signal that stopped the search, or <see cref="ExitCodes.Skipped"/> where no trial has a result.</returns>
    public static int Run(TuneDirectory directory, double budgetSeconds, int maximumTrials, int slots)
    {
        var source = new TrialSource(directory, budgetSeconds, maximumTrials);
        var display = Screen.IsLive ? new TuneDisplay(AnsiConsole.Console, source, budgetSeconds) : null;
        ITaskObserver observer = display is null ? new TuneLines(source.Search) { BudgetSeconds = budgetSeconds } : display;
        using var runner = new LocalRunner(slots, task => TaskCommand.For(task, slots), observer);
        using var stop = new StopSignal();
        runner.StopBy(stop, observer, "trial");
        using (var end = new Timer(_ => runner.Stop(Terminate), null, TimeSpan.FromSeconds(source.SecondsLeft), Timeout.InfiniteTimeSpan))
        {
            IReadOnlyList<TaskReport> RunTrials() => runner.Run([], source);
            _ = display is null ? RunTrials() : display.Show(RunTrials);
        }

        source.Save();
        new TuneReport(directory, source.Search.Trials, source.SecondsSpent).Show();
        if (stop.IsReceived)
        {
            Screen.Line($"Interrupted by {stop.Name}. The same command continues the search.");
            return stop.ExitCode;
        }

        if (source.SecondsLeft == 0)
        {
            Screen.Line($"The budget of {Tables.Time(budgetSeconds)} is spent; the same command with a larger --budget continues the search.");
        }

        return source.Search.Leader is null ? ExitCodes.Skipped : ExitCodes.Done;
    }
}
