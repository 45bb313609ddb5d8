using EmotionNet.Configuration;
using EmotionNet.Data;

namespace EmotionNet.Training;

/// <summary>What is known when a run starts.</summary>
/// <param name="Options">The resolved settings.</param>
/// <param name="Layout">The data set's layout and path.</param>
/// <param name="ClassNames">The class names.</param>
/// <param name="FaceCounts">Faces in each split that is there.</param>
/// <param name="Device">The device, in words.</param>
/// <param name="Precision">The number format and why it was chosen, in words.</param>
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
    string Device,
    string Precision,
    long ParameterCount,
    int FacesPerStep,
    int StepsPerEpoch,
    long TotalUpdates,
    IReadOnlyList<EpochStatistics> FinishedEpochs)
{
    /// <summary>The first epoch to train, counted from 1.</summary>
    public int StartEpoch => FinishedEpochs.Count + 1;
}

/// <summary>Where a run is; sent every few steps, when the loss is read back.</summary>
/// <param name="Epoch">The epoch, counted from 1.</param>
/// <param name="Step">Steps done in the epoch.</param>
/// <param name="StepsPerEpoch">Steps in an epoch.</param>
/// <param name="Updates">Steps done in all.</param>
/// <param name="TotalUpdates">Steps of the whole run; with a budget of minutes, as many as they are now expected to hold.</param>
/// <param name="Loss">Mean loss of the epoch so far.</param>
/// <param name="LearningRate">The rate of the last update.</param>
/// <param name="FacesPerSecond">Training speed of the epoch so far.</param>
public readonly record struct StepProgress(int Epoch, int Step, int StepsPerEpoch, long Updates, long TotalUpdates, double Loss, double LearningRate, double FacesPerSecond)
{
    /// <summary>Epochs of the whole run, the last of which may be cut short.</summary>
    public int TotalEpochs => (int)((TotalUpdates + StepsPerEpoch - 1) / StepsPerEpoch);

    /// <summary>Steps of this epoch: fewer in the last, where the run ends within it.</summary>
    public int StepsOfEpoch => (int)Math.Min(StepsPerEpoch, Step + TotalUpdates - Updates);
}

/// <summary>Which weights scored.</summary>
public enum WeightSource
{
    /// <summary>The trained weights.</summary>
    Raw,

    /// <summary>Their exponential moving average.</summary>
    Ema,
}

/// <summary>What an epoch came to; one file in <c>epoch_stats</c>.</summary>
public sealed record EpochStatistics
{
    /// <summary>The epoch, counted from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Mean training objective.</summary>
    public required double TrainingLoss { get; init; }

    /// <summary>Fraction of augmented training faces whose largest target was predicted.</summary>
    public required double TrainingAccuracy { get; init; }

    /// <summary>The rate of the last update.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Scores of the trained weights on the validation split.</summary>
    public required EvaluationResult RawValidation { get; init; }

    /// <summary>Scores of the averaged weights, or null without EMA.</summary>
    public EvaluationResult? EmaValidation { get; init; }

    /// <summary>Seconds spent training, without validation.</summary>
    public required double TrainingSeconds { get; init; }

    /// <summary>Seconds spent validating.</summary>
    public required double ValidationSeconds { get; init; }

    /// <summary>Training faces per second.</summary>
    public required double FacesPerSecond { get; init; }

    /// <summary>Whether this epoch is the best so far.</summary>
    public required bool IsBest { get; init; }

    /// <summary>The better of the two by accuracy; raw on a tie.</summary>
    public WeightSource BetterSource => EmaValidation is { } ema && ema.Accuracy > RawValidation.Accuracy ? WeightSource.Ema : WeightSource.Raw;

    /// <summary>The scores of <see cref="BetterSource"/>.</summary>
    public EvaluationResult BetterValidation => BetterSource == WeightSource.Ema ? EmaValidation! : RawValidation;
}

/// <summary>What a run came to; the content of <c>summary.json</c>.</summary>
public sealed record RunSummary
{
    /// <summary>The best epoch by validation accuracy.</summary>
    public required BestEpoch Best { get; init; }

    /// <summary>The best weights on the validation faces without a twin in training; null where none or all have one.</summary>
    public EvaluationResult? ValidationWithoutTwins { get; init; }

    /// <summary>The test split scored once with the best weights, the face as it is; null without a test split.</summary>
    public EvaluationResult? Test { get; init; }

    /// <summary>The same with test-time views; null without a test split or views.</summary>
    public EvaluationResult? TestWithViews { get; init; }

    /// <summary>The best weights on the validation split with test-time views; null without views.</summary>
    public EvaluationResult? ValidationWithViews { get; init; }

    /// <summary>Epochs trained in all.</summary>
    public required int EpochsCompleted { get; init; }

    /// <summary>Seconds on the clock from the first step to the end of the last epoch, without the time between an interruption and its resumption.</summary>
    public required double TotalSeconds { get; init; }

    /// <summary>What the run was given.</summary>
    public required RunPlan Plan { get; init; }

    /// <summary>The epochs, in order.</summary>
    public required IReadOnlyList<EpochStatistics> Epochs { get; init; }
}

/// <summary>The best epoch of a run.</summary>
/// <param name="Epoch">The epoch, counted from 1.</param>
/// <param name="Source">Which weights were the better.</param>
/// <param name="Validation">Their scores.</param>
public sealed record BestEpoch(int Epoch, WeightSource Source, EvaluationResult Validation);
