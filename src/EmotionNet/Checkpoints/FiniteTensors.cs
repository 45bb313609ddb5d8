using static TorchSharp.torch;

namespace EmotionNet.Checkpoints;

/// <summary>Keeps infinite values and NaN out of checkpoints.</summary>
internal static class FiniteTensors
{
    /// <summary>What helps a run that diverges.</summary>
    public const string Fix = "try a lower `max-lr`, `grad-clip` 1, or `precision` fp32";

    /// <summary>Checks the tensors of a checkpoint.</summary>
    /// <param name="tensors">Them by their names.</param>
    /// <param name="progress">Where the run is.</param>
    /// <param name="path">The file that would be written.</param>
    /// <exception cref="UserInputException">One holds an infinite number or none; the message names it.</exception>
    public static void Require(Dictionary<string, Tensor> tensors, TrainingProgress progress, string path)
    {
        using var scope = NewDisposeScope();
        if (tensors.FirstOrDefault(entry => !entry.Value.isfinite().all().item<bool>()) is { Key: { } name })
        {
            throw new UserInputException(
                $"{name} became infinite or not a number by epoch {progress.Epoch}, step {progress.Step}, and was not saved",
                Fix,
                path);
        }
    }
}
