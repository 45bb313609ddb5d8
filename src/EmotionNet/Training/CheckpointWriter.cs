using EmotionNet.Checkpoints;
using EmotionNet.Configuration;

namespace EmotionNet.Training;

/// <summary>Writes the two checkpoints of a run; on rank 0 alone.</summary>
/// <param name="options">The settings.</param>
/// <param name="state">What is saved.</param>
/// <param name="progress">Where the run is.</param>
/// <param name="classNames">The class names of the data.</param>
internal sealed class CheckpointWriter(TrainingOptions options, TrainingState state, TrainingProgress progress, IReadOnlyList<string> classNames)
{
    /// <summary>The file to resume from.</summary>
    public string LastPath { get; } = Path.Combine(options.CheckpointDirectory, Checkpoint.LastFile);

    /// <summary>Saves everything that resuming needs.</summary>
    public void SaveRun()
    {
        if (state.Ranks.Rank == 0)
        {
            Checkpoint.SaveRun(LastPath, state.Tensors, progress, options, classNames);
        }
    }

    /// <summary>Saves the weights of the best epoch.</summary>
    /// <param name="source">Which ones.</param>
    public void SaveBest(WeightSource source)
    {
        if (state.Ranks.Rank == 0)
        {
            Checkpoint.SaveWeights(
                Path.Combine(options.CheckpointDirectory, Checkpoint.BestFile), state.WeightsOf(source), progress, options, classNames);
        }
    }
}
