using System.Globalization;
using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Losses;

namespace EmotionNet.Runs;

/// <summary>What a run begins with, beside its data: a sentence each, for the log.</summary>
internal static class StartNotes
{
    /// <summary>The sentences.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="data">The data.</param>
    /// <param name="isResumed">Whether the run has weights of its own.</param>
    public static IEnumerable<string> Of(TrainingOptions options, EmotionDataset data, bool isResumed)
    {
        if (!isResumed && InitialWeights.Find(options) is { } initial)
        {
            yield return initial.Describe(data.ClassNames).Describe();
        }

        if (options.FreezeEpochs > 0)
        {
            yield return $"{(options.FreezeEpochs == 1 ? "Epoch 1 trains" : $"Epochs 1 to {options.FreezeEpochs} train")} the classifier alone.";
        }

        if (data.Training is { } training && ClassWeights.Of(options.ClassWeights, options.ClassWeightsBeta, training) is { } weights)
        {
            var each = weights.Zip(data.ClassNames, (weight, name) => string.Create(CultureInfo.InvariantCulture, $"{name} {weight:0.000}"));
            yield return $"Weights of the classes in the loss: {string.Join(", ", each)}.";
        }
    }
}
