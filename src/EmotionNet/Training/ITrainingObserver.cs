using EmotionNet.Checkpoints;
namespace EmotionNet.Training;

/// <summary>Watches a run: the live display, the log, the files of a run, a test. Called on the training thread; must be quick.</summary>
public interface ITrainingObserver
{
    /// <summary>The user should know something that does not end the run: data left out, a plot that could not be written.</summary>
    /// <param name="text">A sentence.</param>
    void OnNotice(string text)
    {
    }

    /// <summary>The data is loaded, the network built, and the first step comes next.</summary>
    void OnRunStarted(RunPlan plan)
    {
    }

    /// <summary>The loss was read back, every few steps.</summary>
    void OnStep(StepProgress progress)
    {
    }

    /// <summary>An epoch is trained and validated.</summary>
    void OnEpochCompleted(EpochStatistics epoch)
    {
    }

    /// <summary>The last epoch is done; the best weights are scored next.</summary>
    void OnTrainingCompleted()
    {
    }

    /// <summary>The last epoch is done and the test split scored.</summary>
    void OnRunCompleted(RunSummary summary)
    {
    }
}
