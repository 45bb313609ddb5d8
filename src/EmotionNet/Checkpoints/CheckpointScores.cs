using EmotionNet.Evaluation;

namespace EmotionNet.Checkpoints;

/// <summary>How well the network of a checkpoint scored on a split.</summary>
/// <param name="All">On all its images.</param>
/// <param name="WithoutDuplicates">On those without a near-duplicate in the training split; null where none or all have one, and for the training split.</param>
public sealed record CheckpointScores(EvaluationResult All, EvaluationResult? WithoutDuplicates)
{
    /// <summary>Its sets of classes on halves of all images; empty where they were not asked for.</summary>
    internal IReadOnlyList<SetScores> Sets { get; init; } = [];

    /// <summary>The same on halves of the images of <see cref="WithoutDuplicates"/>.</summary>
    internal IReadOnlyList<SetScores> SetsWithoutDuplicates { get; init; } = [];
}
