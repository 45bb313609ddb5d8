using EmotionNet.Checkpoints;
using EmotionNet.Evaluation;

namespace EmotionNet.Training;

/// <summary>The results of a run; the content of <c>summary.json</c>.</summary>
public sealed record RunSummary
{
    /// <summary>The best epoch by validation accuracy.</summary>
    public required BestEpoch Best { get; init; }

    /// <summary>The best weights on the validation images without a near-duplicate in training; null where none or all have one.</summary>
    public EvaluationResult? ValidationWithoutDuplicates { get; init; }

    /// <summary>The test split scored once with the best weights, the face as it is; null without a test split.</summary>
    public EvaluationResult? Test { get; init; }

    /// <summary>The same with test-time augmentation (TTA); null without a test split or TTA.</summary>
    public EvaluationResult? TestWithTta { get; init; }

    /// <summary>The best weights on the validation split with TTA; null without TTA.</summary>
    public EvaluationResult? ValidationWithTta { get; init; }

    /// <summary>Epochs trained in all.</summary>
    public required int EpochsCompleted { get; init; }

    /// <summary>Seconds on the clock from the first step to the end of the last epoch, without the time between an interruption and its resumption.</summary>
    public required double TotalSeconds { get; init; }

    /// <summary>The data and the first steps; null in a run that an earlier version started.</summary>
    public RunBeginning? Beginning { get; init; }

    /// <summary>
    /// The part of the training time of this process that rank 0 spent in sums over the ranks, with waiting for the slowest; null in one process, and
    /// on GPUs, which sum beside the processor.
    /// </summary>
    public double? RankSumShare { get; init; }

    /// <summary>What the run was given.</summary>
    public required RunPlan Plan { get; init; }

    /// <summary>The epochs, in order.</summary>
    public required IReadOnlyList<EpochStatistics> Epochs { get; init; }
}
