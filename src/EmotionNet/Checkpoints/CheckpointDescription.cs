using EmotionNet.Configuration;
using EmotionNet.Inference;

namespace EmotionNet.Checkpoints;

/// <summary>What the metadata of a checkpoint says.</summary>
/// <param name="Options">The settings of its run.</param>
/// <param name="ClassNames">The class names.</param>
/// <param name="Progress">Where its run was.</param>
public sealed record CheckpointDescription(TrainingOptions Options, IReadOnlyList<string> ClassNames, TrainingProgress Progress)
{
    /// <summary>How often a set of classes holds the true one; null where the weights were exported without data.</summary>
    internal ConformalCalibration? Conformal { get; init; }
}
