using System.Diagnostics;
using EmotionNet.Checkpoints;
using EmotionNet.Sweeps;

namespace EmotionNet.Cli.Sweeps;

/// <summary>
/// Runs tasks on this machine, a few at a time, each in a process of its own. It knows nothing of sweeps: a task is a configuration file, the directory
/// of a run, and its state, which <see cref="TaskReport"/> reads from there.
/// </summary>
/// <param name="slots">How many tasks run at a time.</param>
/// <param name="command">The command that starts or continues a task.</param>
/// <param name="observer">Watches.</param>
internal sealed class LocalRunner(int slots, Func<SweepTask, ProcessStartInfo> command, ITaskObserver observer) : IDisposable
{
    private const int Terminate = 15; // SIGTERM

    private static readonly TimeSpan TimeBetweenLooks = TimeSpan.FromMilliseconds(500);

    private readonly Lock _guard = new();
    private readonly AutoResetEvent _changed = new(false);
    private readonly List<TaskProcess> _running = [];
    private readonly HashSet<SweepTask> _elsewhere = [];
    private bool _isStopping;

    /// <summary>
    /// Runs the tasks that are not done, and waits for those that another process trains. An exception, of a full disk or of the observer, leaves
    /// only when the processes have saved their states and ended.
    /// </summary>
    /// <param name="tasks">The tasks that are known at the start.</param>
    /// <param name="more">Gives more of them while these run; null for none.</param>
    /// <returns>The status of each task, in the order of <paramref name="tasks"/>.</returns>
    public IReadOnlyList<TaskReport> Run(IReadOnlyList<SweepTask> tasks, ITaskSource? more = null)
    {
        try
        {
            return RunAll(tasks, more);
        }
        catch
        {
            StopAll();
            throw;
        }
    }

    /// <summary>Starts no more tasks and sends a signal to those that run: the first makes them save and stop, a second one leave at once. On any thread.</summary>
    public void Stop(int signal)
    {
        lock (_guard)
        {
            _isStopping = true;
            _running.ForEach(process => process.Send(signal));
        }

        _changed.Set();
    }

    /// <inheritdoc/>
    public void Dispose() => _changed.Dispose();

    private IReadOnlyList<TaskReport> RunAll(IReadOnlyList<SweepTask> tasks, ITaskSource? more)
    {
        var ended = new Dictionary<SweepTask, TaskReport>();
        var waiting = new LinkedList<SweepTask>(tasks);
        while (true)
        {
            foreach (var process in TakeEnded())
            {
                var status = Record(process);
                if (status.State == TaskState.Running)
                {
                    waiting.AddLast(process.Task); // another process was faster, and this one was refused
                    continue;
                }

                End(status);
            }

            StartNext(waiting, (status, isNews) => End(status, isNews), more);
            if (_running.Count == 0 && (waiting.Count == 0 || _isStopping))
            {
                return [.. tasks.Select(task => ended.GetValueOrDefault(task) ?? TaskReport.Read(task))];
            }

            observer.OnTick([.. _running.Select(process => process.Task)]);
            _changed.WaitOne(TimeBetweenLooks);
        }

        void End(TaskReport status, bool isNews = true)
        {
            ended[status.Task] = status;
            more?.OnEnded(status);
            if (isNews)
            {
                observer.OnEnded(status);
            }
        }
    }

    // Each process has a process group of its own: nothing else would stop it once the sweep is gone.
    private void StopAll()
    {
        Stop(Terminate);
        while (_running.Count > 0)
        {
            TakeEnded().ForEach(process => process.Dispose());
            _changed.WaitOne(TimeBetweenLooks);
        }
    }

    private void StartNext(LinkedList<SweepTask> waiting, Action<TaskReport, bool> end, ITaskSource? more)
    {
        var free = slots - waiting.Count(IsTrainedHere);
        for (var node = waiting.First; node is not null && (_running.Count < free || IsTrainedHere(node.Value)) && !_isStopping;)
        {
            var here = node;
            node = node.Next;
            if (StartOne(here.Value, status => end(status, _elsewhere.Contains(status.Task))))
            {
                waiting.Remove(here);
            }
        }

        while (_running.Count < free && !_isStopping && more?.Next() is { } task)
        {
            if (!StartOne(task, status => end(status, true)))
            {
                waiting.AddLast(task);
                free -= IsTrainedHere(task) ? 1 : 0;
            }
        }
    }

    // False where another process trains it.
    private bool StartOne(SweepTask task, Action<TaskReport> end)
    {
        var status = TaskReport.Read(task);
        if (status.State == TaskState.Running)
        {
            if (_elsewhere.Add(task))
            {
                observer.OnElsewhere(task);
            }

            return false;
        }

        if (status.State == TaskState.Done)
        {
            end(status);
        }
        else if (Start(task))
        {
            observer.OnStarted(status);
        }

        return true;
    }

    // By what an earlier sweep left when it was killed: it takes processors of this machine, and with them a slot.
    private static bool IsTrainedHere(SweepTask task) =>
        RunLock.IsHeld(task.RunDirectory) && RunMarker.Read(task.RunDirectory)?.Machine == Environment.MachineName;

    private bool Start(SweepTask task)
    {
        lock (_guard) // a process is stopped, or not started
        {
            if (!_isStopping)
            {
                _running.Add(TaskProcess.Start(task, command(task), () => _changed.Set()));
            }

            return !_isStopping;
        }
    }

    private List<TaskProcess> TakeEnded()
    {
        lock (_guard)
        {
            var ended = _running.FindAll(process => process.HasEnded);
            _running.RemoveAll(ended.Contains);
            return ended;
        }
    }

    private static TaskReport Record(TaskProcess process)
    {
        using (process)
        {
            process.Record();
        }

        return TaskReport.Read(process.Task);
    }
}
