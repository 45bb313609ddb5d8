using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Runtime;

namespace EmotionNet.Training;

/// <summary>What is known when a run starts.</summary>
/// <param name="Options">The resolved settings.</param>
/// <param name="Layout">The data set's layout and path.</param>
/// <param name="ClassNames">The class names.</param>
/// <param name="FaceCounts">Faces in each split that is there.</param>
/// <param name="Environment">Where the run takes place.</param>
/// <param name="ParameterCount">Trainable numbers of the network.</param>
/// <param name="FacesPerStep">Faces of a step, however many forward passes make it.</param>
/// <param name="StepsPerEpoch">Steps in an epoch.</param>
/// <param name="TotalUpdates">Steps of the whole run, as far as it is known; with a budget it follows from the first steps.</param>
/// <param name="FinishedEpochs">The epochs trained before, where the run is resumed.</param>
public sealed record RunPlan(
    TrainingOptions Options,
    string Layout,
    IReadOnlyList<string> ClassNames,
    IReadOnlyDictionary<DataSplit, int> FaceCounts,
    RunEnvironment Environment,
    long ParameterCount,
    int FacesPerStep,
    int StepsPerEpoch,
    long TotalUpdates,
    IReadOnlyList<EpochStatistics> FinishedEpochs)
{
    /// <summary>How the validation faces were taken from the training faces; null where the data has its own.</summary>
    internal HeldOutSplit? HeldOut { get; init; }

    /// <summary>The faces that were left out; null where none were asked to be.</summary>
    internal ExclusionList? Excluded { get; init; }

    /// <summary>What the run took of the weights that it began with; null where they were random.</summary>
    internal Initialization? Initialization { get; init; }

    /// <summary>The weight of each class in the loss; null where all are alike.</summary>
    internal IReadOnlyList<double>? ClassWeights { get; init; }

    /// <summary>The first epoch to train, counted from 1.</summary>
    public int StartEpoch => FinishedEpochs.Count + 1;

    /// <summary>What is known of a run whose tensors are there.</summary>
    internal static RunPlan Of(
        TrainingOptions options,
        EmotionDataset data,
        TrainingState state,
        RunEnvironment environment,
        ScheduleLength length,
        TrainingProgress progress) => new(
        options,
        data.Layout,
        data.ClassNames,
        Enum.GetValues<DataSplit>().Where(split => data[split] is not null).ToDictionary(split => split, split => data[split]!.Count),
        environment,
        state.ParameterCount,
        length.FacesPerStep,
        length.StepsPerEpoch,
        progress.TotalUpdates,
        [.. progress.Epochs])
        {
            HeldOut = data.HeldOut,
            Excluded = data.Excluded,
            Initialization = progress.Initialization,
            ClassWeights = Losses.ClassWeights.Of(options.ClassWeights, options.ClassWeightsBeta, data.Training!),
        };
}
