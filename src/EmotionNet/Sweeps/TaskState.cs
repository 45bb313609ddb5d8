namespace EmotionNet.Sweeps;

/// <summary>Where a task of a sweep is, the most finished first.</summary>
internal enum TaskState
{
    /// <summary>Its run has a result, or has come to the epoch after which it was to pause.</summary>
    Done,

    /// <summary>A process trains: it holds the lock of the run.</summary>
    Running,

    /// <summary>Stopped with its state saved, to be continued.</summary>
    Stopped,

    /// <summary>Its process is gone without having stopped in order; to be continued from the last state that it saved.</summary>
    Killed,

    /// <summary>Nothing has begun.</summary>
    Waiting,

    /// <summary>Its last process ended with an error.</summary>
    Failed,
}
