using EmotionNet.Checkpoints;
using EmotionNet.Distributed;

namespace EmotionNet.Training;

/// <summary>Ends a run whose weights are no longer numbers, before they reach a checkpoint; on every rank, because losses are summed over all.</summary>
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
            throw SharedFailure.Mark(new UserInputException(
                $"the loss became infinite or not a number in epoch {progress.Epoch}, step {progress.Step}; {WhatIsKept(checkpoint)}",
                FiniteTensors.Fix));
        }
    }

    /// <summary>What is left of a run that ends here, as a clause.</summary>
    public static string WhatIsKept(string checkpoint) => File.Exists(checkpoint)
        ? $"{checkpoint} holds the last good state"
        : "no state was saved in this directory yet";
}
