using EmotionNet.Checkpoints;

namespace EmotionNet.Training;

/// <summary>Ends a run whose weights are no longer numbers, before they reach a checkpoint.</summary>
internal static class FiniteLoss
{
    /// <summary>Checks a loss.</summary>
    /// <param name="loss">Of training or validation.</param>
    /// <param name="progress">Where the run is.</param>
    /// <param name="checkpoint">The file that the run is resumed from, if it is there.</param>
    /// <exception cref="UserInputException">The loss is infinite or not a number.</exception>
    public static void Require(double loss, TrainingProgress progress, string checkpoint)
    {
        if (!double.IsFinite(loss))
        {
            var kept = progress.Epochs.Count > 0 && File.Exists(checkpoint)
                ? $"{checkpoint} holds the last good state"
                : "no state was saved in this directory yet";
            throw new UserInputException(
                $"the loss became infinite or not a number in epoch {progress.Epoch}, step {progress.Step}; {kept}",
                "try a lower `max-lr`, `grad-clip` 1, or `precision` fp32");
        }
    }
}
