using EmotionNet.Cli.Display;
using EmotionNet.Cli.Sweeps;
using EmotionNet.Sweeps;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace EmotionNet.Cli.Tuning;

/// <summary>Redraws the table of the trials in a terminal, what happened last and how much of the budget is spent.</summary>
internal sealed class TuneDisplay : ITaskObserver
{
    private const int LinesAroundTable = 9;
    private const int EventLines = 3;

    private readonly IAnsiConsole _console;
    private readonly TrialSource _source;
    private readonly double _budgetSeconds;
    private readonly LiveRows _rows;
    private volatile IReadOnlyList<TaskReport> _running = [];
    private volatile IReadOnlyList<string> _events = [];

    /// <summary>A display.</summary>
    /// <param name="console">The terminal.</param>
    /// <param name="source">The search.</param>
    /// <param name="budgetSeconds">Its budget.</param>
    public TuneDisplay(IAnsiConsole console, TrialSource source, double budgetSeconds) =>
        (_console, _source, _budgetSeconds, _rows) = (console, source, budgetSeconds, new LiveRows(console, Draw));

    /// <summary>Shows the display while <paramref name="work"/> runs, then clears it.</summary>
    public T Show<T>(Func<T> work) => _rows.Show(work);

    /// <inheritdoc/>
    public void OnStarted(TaskReport before)
    {
    }

    /// <inheritdoc/>
    public void OnEnded(TaskReport after) => Tell(TuneLines.Ended(_source.Search, after));

    /// <inheritdoc/>
    public void OnElsewhere(SweepTask task) => Tell($"trial {task.Name}: another process trains it; waiting for that one");

    /// <inheritdoc/>
    public void OnTick(IReadOnlyList<SweepTask> running)
    {
        _running = [.. running.Select(TaskReport.Read)];
        _rows.Redraw();
    }

    /// <inheritdoc/>
    public void Notice(string text) => _rows.Notice(text);

    private void Tell(string text) => _events = [.. _events.Append(text).TakeLast(EventLines)];

    private List<IRenderable> Draw()
    {
        var (search, running) = (_source.Search, _running);
        var trials = search.Trials.Where(trial => trial.Results.Count > 0 || trial.IsOpen || trial.Failure is not null).ToList();
        var atWork = running.Select(report => report.Task.Name).ToHashSet(StringComparer.Ordinal);
        var places = Math.Max(3, _console.Profile.Height - LinesAroundTable - atWork.Count);
        var table = TuneTables.Trials(
            search.Definition,
            [.. TuneTables.Order(trials.Where(trial => !atWork.Contains(trial.Name))).Take(places), .. trials.Where(trial => atWork.Contains(trial.Name))],
            running,
            trial => atWork.Contains(trial.Name));
        List<IRenderable> parts = [table.ToFit(_console.Profile.Width)];
        parts.AddRange(_events.Select(line => new Text(line)));
        if (TuneLines.TooShort(search, _budgetSeconds) is { } sentence)
        {
            parts.Add(new Text(sentence));
        }

        parts.Add(new Text(
            $"{Tables.Count(trials.Count, "trial")}, {atWork.Count} running; {Tables.Time(_source.SecondsSpent)} of {Tables.Time(_budgetSeconds)}"));
        return parts;
    }
}
