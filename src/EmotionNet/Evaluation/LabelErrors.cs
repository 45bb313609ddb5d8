namespace EmotionNet.Evaluation;

/// <summary>Likely wrong labels.</summary>
/// <param name="Faces">The faces, the most likely first.</param>
/// <param name="Joint">The estimated share of the faces with each label (row) and each true class (column).</param>
internal sealed record LabelErrors(IReadOnlyList<LabelError> Faces, double[,] Joint)
{
    /// <summary>The estimated share of wrong labels.</summary>
    public double NoiseRate => Enumerable.Range(0, Joint.GetLength(0)).Sum(label => Enumerable.Range(0, Joint.GetLength(1)).Sum(
        name => name == label ? 0 : Joint[label, name]));
}

/// <summary>A face whose label is likely wrong.</summary>
/// <param name="Face">Its index.</param>
/// <param name="Likely">The class that it is likely of.</param>
/// <param name="Probability">Of that class.</param>
/// <param name="LabelProbability">Of the class it is labelled as.</param>
internal readonly record struct LabelError(int Face, int Likely, double Probability, double LabelProbability)
{
    /// <summary>How sure it is.</summary>
    public double Margin => Probability - LabelProbability;
}
