namespace EmotionNet.Evaluation;

/// <summary>The scores of one class, as fractions.</summary>
/// <param name="Name">The class.</param>
/// <param name="Count">Faces of the class.</param>
/// <param name="Precision">Of the faces predicted as the class, the fraction that is of it; 0 where none was predicted.</param>
/// <param name="Recall">Of the faces of the class, the fraction predicted as such; 0 where there is none.</param>
/// <param name="F1">The harmonic mean of the two.</param>
public sealed record ClassScore(string Name, long Count, double Precision, double Recall, double F1);
