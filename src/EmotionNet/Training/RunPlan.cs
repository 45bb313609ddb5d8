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

    /// <summary>The first epoch to train, counted from 1.</summary>
    public int StartEpoch => FinishedEpochs.Count + 1;
}
