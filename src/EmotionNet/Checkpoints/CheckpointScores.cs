using EmotionNet.Evaluation;

namespace EmotionNet.Checkpoints;

/// <summary>How well the network of a checkpoint scored on a split.</summary>
/// <param name="All">On all its images.</param>
/// <param name="WithoutDuplicates">On those without a near-duplicate in the training split; null where none or all have one, and for the training split.</param>
public sealed record CheckpointScores(EvaluationResult All, EvaluationResult? WithoutDuplicates);
