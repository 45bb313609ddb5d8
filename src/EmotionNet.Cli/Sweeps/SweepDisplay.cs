using System.Diagnostics;
using EmotionNet.Cli.Display;
using EmotionNet.Sweeps;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace EmotionNet.Cli.Sweeps;

/// <summary>Redraws the tasks that run and how many are done, in a terminal. While it runs, nothing else writes there.</summary>
internal sealed class SweepDisplay : ITaskObserver
{
    private const int EndedLines = 5;

    private readonly IAnsiConsole _console;
    private readonly SweepDirectory _sweep;
    private readonly int _slots;
    private readonly LiveRows _rows;
    private readonly Lock _drawing = new();
    private readonly Stopwatch _sinceStart = Stopwatch.StartNew();
    private readonly List<TaskReport> _endedHere = [];
    private readonly List<SweepTask> _elsewhere = [];
    private IReadOnlyList<TaskReport> _running = [];
    private int _doneBefore;

    /// <summary>A display.</summary>
    /// <param name="console">The terminal.</param>
    /// <param name="sweep">The sweep.</param>
    /// <param name="slots">How many tasks run at a time.</param>
    public SweepDisplay(IAnsiConsole console, SweepDirectory sweep, int slots) =>
        (_console, _sweep, _slots, _rows) = (console, sweep, slots, new LiveRows(console, Draw));

    /// <summary>Shows the display while <paramref name="work"/> runs, then clears it.</summary>
    public T Show<T>(Func<T> work)
    {
        _doneBefore = _sweep.Tasks.Count(task => TaskReport.Read(task).State == TaskState.Done);
        return _rows.Show(work);
    }

    /// <inheritdoc/>
    public void OnStarted(TaskReport before)
    {
        lock (_drawing)
        {
            _elsewhere.Remove(before.Task);
        }
    }

    /// <inheritdoc/>
    public void OnEnded(TaskReport after)
    {
        lock (_drawing)
        {
            _elsewhere.Remove(after.Task);
            _endedHere.Add(after);
        }
    }

    /// <inheritdoc/>
    public void OnElsewhere(SweepTask task)
    {
        lock (_drawing)
        {
            _elsewhere.Add(task);
        }
    }

    /// <inheritdoc/>
    public void OnTick(IReadOnlyList<SweepTask> running)
    {
        lock (_drawing)
        {
            _running = [.. running.Select(TaskReport.Read)];
        }

        _rows.Redraw();
    }

    /// <inheritdoc/>
    public void Notice(string text) => _rows.Notice(text);

    private List<IRenderable> Draw()
    {
        lock (_drawing)
        {
            var parts = new List<IRenderable>();
            if (_running.Count > 0)
            {
                parts.Add(SweepTables.Tasks(_running, _sweep.Varied).ToFit(_console.Profile.Width));
            }

            parts.AddRange(_endedHere.TakeLast(EndedLines).Select(task => new Text(SweepLines.Ended(task))));
            parts.AddRange(_elsewhere.Select(task => new Text($"task {task.Name}: another process trains it; waiting for that one")));
            parts.Add(new Text(Progress()));
            return parts;
        }
    }

    private string Progress()
    {
        var ended = _doneBefore + _endedHere.Count;
        var done = _doneBefore + _endedHere.Count(task => task.State == TaskState.Done);
        var failed = _endedHere.Count(task => task.State == TaskState.Failed);
        var waiting = _sweep.Tasks.Count - ended - _running.Count - _elsewhere.Count;
        var failures = failed > 0 ? $", {failed} failed" : "";
        return $"{done} of {Tables.Count(_sweep.Tasks.Count, "task")} done{failures}, {_running.Count} running, {waiting} waiting; "
            + $"{Tables.Time(_sinceStart.Elapsed.TotalSeconds)} so far{Left(waiting)}";
    }

    // By the tasks that were trained from start to end here; what runs is taken as half done.
    private string Left(int waiting)
    {
        var whole = _endedHere.Where(task => task.State == TaskState.Done).ToList();
        return whole.Count == 0 ? "" : $", about {Tables.Time((waiting + (_running.Count / 2.0)) / _slots * whole.Average(task => task.Seconds))} left";
    }
}
