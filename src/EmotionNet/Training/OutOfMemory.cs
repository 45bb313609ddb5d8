using System.Runtime.InteropServices;
using EmotionNet.Checkpoints;
using EmotionNet.Configuration;

namespace EmotionNet.Training;

/// <summary>What a user can do when a device has too little memory for a run.</summary>
internal static class OutOfMemory
{
    /// <summary>The sentence. Half of the batch twice makes the same update, except for the batch-norm statistics.</summary>
    /// <param name="options">The settings of the run.</param>
    /// <param name="imageCount">Training images.</param>
    /// <param name="error">What libtorch said.</param>
    public static UserInputException Explain(TrainingOptions options, int imageCount, ExternalException error)
    {
        var batchSize = ScheduleLength.Of(options, imageCount).BatchSize;
        var last = Path.Combine(options.CheckpointDirectory, Checkpoint.LastFile);
        var kept = File.Exists(last) ? $"; {last} holds the state of the last epoch" : "";
        var half = batchSize >= 4 ? $"try `batch-size` {batchSize / 2} with `gradient-accumulation-steps` {options.GradientAccumulationSteps * 2}, or " : "";
        return new(
            $"`device` {options.Device} has not enough memory for `batch-size` {batchSize}{kept}", $"{half}free memory that other programs hold", inner: error);
    }
}
