using EmotionNet.Evaluation;

namespace EmotionNet.Checkpoints;

/// <summary>How well the network of a checkpoint scored on a split.</summary>
/// <param name="All">On all its faces.</param>
/// <param name="WithoutDuplicates">On those without a twin among the training faces of the data; null where none or all have one, for the training split, and without training faces.</param>
public sealed record CheckpointScores(EvaluationResult All, EvaluationResult? WithoutDuplicates);
