using EmotionNet.Sweeps;

namespace EmotionNet.Cli.Sweeps;

/// <summary>Gives a runner tasks that follow from what earlier ones came to. Called on one thread.</summary>
internal interface ITaskSource
{
    /// <summary>The next task to run; null where there is none, or none before another has ended.</summary>
    SweepTask? Next();

    /// <summary>A task has ended: it is done, or its process is.</summary>
    void OnEnded(TaskReport after);
}
