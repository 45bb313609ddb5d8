using EmotionNet.Configuration;

namespace EmotionNet.Checkpoints;

/// <summary>What the metadata of a checkpoint says.</summary>
/// <param name="Options">The settings of its run.</param>
/// <param name="ClassNames">The class names.</param>
/// <param name="Progress">Where its run was.</param>
public sealed record CheckpointDescription(TrainingOptions Options, IReadOnlyList<string> ClassNames, TrainingProgress Progress);
