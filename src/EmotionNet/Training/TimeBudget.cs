using EmotionNet.Augmentation;
using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Data;

namespace EmotionNet.Training;

/// <summary>
/// Fits the length of a run to minutes on the clock: from the speed so far, how many updates the time left holds after the validations
/// and the final scoring. Computed again every few steps, so that the run ends in time on a machine whose speed changes.
/// The loading of the data before does not count.
/// </summary>
/// <param name="Seconds">The time for all of it.</param>
/// <param name="MaxUpdates">Where the run ends even if there is time left.</param>
/// <param name="ValidationFaces">Faces that are scored after each epoch, counted for each set of weights.</param>
/// <param name="FinalFaces">Faces that are scored after the last epoch, counted for each TTA view.</param>
internal sealed record TimeBudget(double Seconds, long MaxUpdates, long ValidationFaces, long FinalFaces)
{
    // Scoring needs no gradients; only a guess until the first epoch has ended.
    private const double ScoringSpeedOverTraining = 4;

    // A budget that is too small for the TTA is still spent on training, to this part.
    private const double MaximumForFinalScoring = 0.5;

    /// <summary>The budget of the options.</summary>
    public static TimeBudget Of(TrainingOptions options, EmotionDataset data)
    {
        long validation = data.Validation!.Count, test = data.Test?.Count ?? 0;
        var views = new TestTimeAugmentation(options.TtaMode, options.CropSize).Count;
        return new TimeBudget(
            options.BudgetMinutes * 60,
            options.MaxSteps > 0 ? options.MaxSteps : long.MaxValue,
            validation * (options.EmaDecay > 0 ? 2 : 1),
            validation + test + (views > 1 ? (validation + test) * views : 0));
    }

    /// <summary>Updates of the whole run; those that are done, or fewer, where its time is up.</summary>
    public long TotalUpdates(TrainingProgress progress, int stepsPerEpoch)
    {
        var (seconds, steps) = RecentTraining(progress, stepsPerEpoch);
        var secondsPerUpdate = seconds / steps;
        var guess = ValidationFaces * (progress.EpochSeconds / progress.FacesSeen) / ScoringSpeedOverTraining;
        var validationSeconds = progress.Epochs.Select(epoch => epoch.ValidationSeconds).DefaultIfEmpty(guess).Average();
        var epochEndSeconds = progress.Epochs.Count > 0 ? progress.EpochEndSeconds / progress.Epochs.Count : guess;
        var finalSeconds = Math.Min(validationSeconds * FinalFaces / ValidationFaces, MaximumForFinalScoring * Seconds);
        var endsBegun = ((double)progress.Step / stepsPerEpoch) + 1; // the other ends are shared out among the updates; a short epoch's takes as long
        var left = Seconds - progress.RunSeconds - finalSeconds - (epochEndSeconds * endsBegun);
        var updates = left / (secondsPerUpdate + (epochEndSeconds / stepsPerEpoch));
        return Math.Min(progress.Updates + (long)Math.Clamp(updates, 0, int.MaxValue), MaxUpdates);
    }

    // The epoch so far and the one before: the first steps of an epoch say little, and the hour before may have been another machine's.
    // Without the first steps of this process, as soon as there are others.
    private static (double Seconds, double Steps) RecentTraining(TrainingProgress progress, int stepsPerEpoch)
    {
        var (seconds, steps) = progress.Step > progress.WarmUp.Steps ? progress.WarmUp : default;
        var (before, stepsBefore) = progress.Epochs.Count > 0 ? (progress.Epochs[^1].TrainingSeconds, stepsPerEpoch) : default;
        return (progress.EpochSeconds - seconds + before, progress.Step - steps + stepsBefore);
    }
}
