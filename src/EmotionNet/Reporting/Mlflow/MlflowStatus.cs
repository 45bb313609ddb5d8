namespace EmotionNet.Reporting.Mlflow;

/// <summary>How a run is, in the words of MLflow's API.</summary>
internal enum MlflowStatus
{
    /// <summary>It goes on.</summary>
    Running,

    /// <summary>It is done.</summary>
    Finished,

    /// <summary>It ended with an error.</summary>
    Failed,

    /// <summary>It was stopped and its state saved.</summary>
    Killed,

    /// <summary>It left after an epoch as it was asked to: finished, with a tag, as MLflow has no word for it.</summary>
    Paused,
}
