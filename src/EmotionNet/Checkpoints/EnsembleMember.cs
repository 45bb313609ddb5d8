using EmotionNet.Evaluation;

namespace EmotionNet.Checkpoints;

/// <summary>A network of an ensemble.</summary>
/// <param name="Checkpoint">Its file.</param>
/// <param name="Scores">Its own scores.</param>
/// <param name="ToAverage">What the average gains over it, on the same faces.</param>
internal sealed record EnsembleMember(string Checkpoint, CheckpointScores Scores, PairedDifference ToAverage);
