using EmotionNet.Checkpoints;
using EmotionNet.Data;
using EmotionNet.Optimization;
using EmotionNet.Runtime;

namespace EmotionNet.Training;

/// <summary>Keeps the losses of a run's first steps and the digest of the weights after them, to be compared with those of another machine.</summary>
/// <param name="progress">Where the run is; its <see cref="TrainingProgress.Beginning"/> is what is kept.</param>
/// <param name="weights">All weights of the run.</param>
/// <param name="here">Where this process runs. What an interrupted beginning gave elsewhere is not continued here.</param>
/// <param name="hasBudget">Whether the clock decides the schedule, from the first reading on: then nothing after it can be repeated.</param>
internal sealed class BeginningRecorder(TrainingProgress progress, IEnumerable<FlatParameters> weights, RunEnvironment here, bool hasBudget)
{
    /// <summary>Updates that are kept of a run.</summary>
    public const int Updates = 50;

    private bool _isOpen = progress.Beginning is { WeightsDigest: null } beginning && beginning.Environment == here;

    /// <summary>The beginning of a run, before its first step.</summary>
    public static RunBeginning Begin(RunEnvironment here, EmotionDataset data) => new()
    {
        Environment = here,
        TrainingDigest = data.Training!.Digest(),
        ValidationDigest = data.Validation!.Digest(),
    };

    /// <summary>A sentence where the data is not that of the recorded beginning; null where it is, or nothing was recorded.</summary>
    public static string? FindOtherData(RunBeginning? recorded, RunBeginning here)
    {
        var split = recorded is null ? null
            : recorded.TrainingDigest != here.TrainingDigest ? "training"
            : recorded.ValidationDigest != here.ValidationDigest ? "validation"
            : null;
        return split is null
            ? null
            : $"The run was started on other {split} images or labels, as many as these. Its scores before and after are not of the same data.";
    }

    /// <summary>Called when a loss was read back.</summary>
    /// <param name="loss">Mean loss of the epoch so far.</param>
    public void Record(double loss)
    {
        if (!_isOpen)
        {
            return;
        }

        _isOpen = !hasBudget && progress.Updates < Math.Min(Updates, progress.TotalUpdates);
        var beginning = progress.Beginning!;
        progress.Beginning = beginning with
        {
            Losses = [.. beginning.Losses, new LossReading(progress.Updates, loss)],
            WeightsDigest = _isOpen ? null : FlatParameters.Digest(weights),
        };
    }
}
