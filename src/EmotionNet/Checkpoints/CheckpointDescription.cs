using EmotionNet.Configuration;

namespace EmotionNet.Checkpoints;

/// <summary>What a checkpoint says of itself.</summary>
/// <param name="Options">The settings of its run.</param>
/// <param name="ClassNames">The emotions that it tells apart.</param>
/// <param name="Progress">Where its run was.</param>
public sealed record CheckpointDescription(TrainingOptions Options, IReadOnlyList<string> ClassNames, TrainingProgress Progress);
