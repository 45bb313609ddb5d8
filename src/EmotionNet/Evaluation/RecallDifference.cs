namespace EmotionNet.Evaluation;

/// <summary>How the recall of one class differs between two classifiers.</summary>
/// <param name="Name">The class.</param>
/// <param name="Count">Faces of the class.</param>
/// <param name="Recall">The recalls.</param>
internal sealed record RecallDifference(string Name, long Count, EstimatedDifference Recall);
