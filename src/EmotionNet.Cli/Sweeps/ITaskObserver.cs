using EmotionNet.Sweeps;

namespace EmotionNet.Cli.Sweeps;

/// <summary>Watches the tasks that run here: lines in a pipe, a live display in a terminal. Called on one thread, but for <see cref="Notice"/>.</summary>
internal interface ITaskObserver
{
    /// <summary>A process has started.</summary>
    /// <param name="before">Where the task was before.</param>
    void OnStarted(TaskReport before);

    /// <summary>A process has ended, or another one has ended the task.</summary>
    void OnEnded(TaskReport after);

    /// <summary>Another process trains the task; it is waited for.</summary>
    void OnElsewhere(SweepTask task);

    /// <summary>Time has passed.</summary>
    /// <param name="running">The tasks that run here.</param>
    void OnTick(IReadOnlyList<SweepTask> running);

    /// <summary>Something to tell at once, on another thread.</summary>
    void Notice(string text);
}
