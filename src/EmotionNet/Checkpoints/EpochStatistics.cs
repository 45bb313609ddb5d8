using EmotionNet.Evaluation;

namespace EmotionNet.Checkpoints;

/// <summary>What an epoch came to; one file in <c>epoch_stats</c>.</summary>
public sealed record EpochStatistics
{
    /// <summary>The epoch, counted from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Mean training loss.</summary>
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
