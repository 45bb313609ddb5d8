namespace EmotionNet.Checkpoints;

/// <summary>How well an ensemble scored on a split, and each of its networks.</summary>
/// <param name="Networks">The networks, in the order in which they were given.</param>
/// <param name="Average">The average of their probabilities.</param>
internal sealed record EnsembleScores(IReadOnlyList<EnsembleMember> Networks, CheckpointScores Average);
