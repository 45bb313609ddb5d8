using EmotionNet.Checkpoints;
using EmotionNet.Evaluation;
using EmotionNet.Sweeps;

namespace EmotionNet.Tuning;

/// <summary>How well a trial did at a rung, on the validation split.</summary>
/// <param name="Epochs">The epochs that it was trained for.</param>
/// <param name="Accuracy">Of the averaged weights after the last of them; of the trained weights where the run has no EMA.</param>
/// <param name="Loss">Their cross-entropy.</param>
/// <param name="Seconds">On the clock of the run, from its first step.</param>
internal sealed record RungResult(int Epochs, double Accuracy, double Loss, double Seconds) : IComparable<RungResult>
{
    /// <summary>Reads the result of a run that has paused; null where it has not come so far.</summary>
    public static RungResult? Read(SweepTask task)
    {
        var path = Path.Combine(task.RunDirectory, Checkpoint.LastFile);
        var progress = File.Exists(path) ? Checkpoint.Describe(path).Progress : null;
        return progress is not null && task.PauseAfter is { } epoch && progress.Epochs.Count >= epoch
            ? Of(progress.Epochs[epoch - 1], progress.RunSeconds)
            : null;
    }

    /// <summary>The better one is larger: by accuracy, and where that is the same, by cross-entropy.</summary>
    public int CompareTo(RungResult? other) => other is null ? 1
        : Accuracy != other.Accuracy ? Accuracy.CompareTo(other.Accuracy)
        : other.Loss.CompareTo(Loss);

    private static RungResult Of(EpochStatistics epoch, double seconds)
    {
        EvaluationResult validation = epoch.EmaValidation ?? epoch.RawValidation;
        return new RungResult(epoch.Epoch, validation.Accuracy, validation.Loss, seconds);
    }
}
