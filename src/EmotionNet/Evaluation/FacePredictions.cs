namespace EmotionNet.Evaluation;

/// <summary>What a network says of each face of a split, in host memory.</summary>
/// <param name="classNames">The C class names.</param>
/// <param name="labels">The true classes, face by face.</param>
/// <param name="probabilities">The probability of each class, N rows of C numbers.</param>
internal sealed class FacePredictions(IReadOnlyList<string> classNames, int[] labels, double[][] probabilities)
{
    /// <summary>The class names.</summary>
    public IReadOnlyList<string> ClassNames { get; } = classNames;

    /// <summary>The number of faces.</summary>
    public int Count => labels.Length;

    /// <summary>From log-probabilities, row by row.</summary>
    public static FacePredictions FromLogProbabilities(IReadOnlyList<string> classNames, int[] labels, float[] logProbabilities)
    {
        var classes = classNames.Count;
        return new(classNames, labels, [.. labels.Select((_, face) =>
            logProbabilities.AsSpan(face * classes, classes).ToArray().Select(value => Math.Exp(value)).ToArray())]);
    }

    /// <summary>The true class of a face.</summary>
    public int LabelOf(int face) => labels[face];

    /// <summary>The class that the network predicts.</summary>
    public int PredictedOf(int face) => Array.IndexOf(probabilities[face], probabilities[face].Max());

    /// <summary>The probability of the predicted class.</summary>
    public double ConfidenceOf(int face) => probabilities[face].Max();

    /// <summary>The probability of the true class.</summary>
    public double TrueProbabilityOf(int face) => probabilities[face][labels[face]];

    /// <summary>The probability of each class.</summary>
    public IReadOnlyList<double> ProbabilitiesOf(int face) => probabilities[face];

    /// <summary>Whether the predicted class is the true one.</summary>
    public bool IsRight(int face) => PredictedOf(face) == labels[face];

    /// <summary>The same with the logits divided by a temperature (Guo et al. 2017); the predicted classes stay.</summary>
    public FacePredictions AtTemperature(double temperature) => new(ClassNames, labels, [.. probabilities.Select(row =>
    {
        // Of the largest, so that a sharp row does not underflow to zeros.
        var largest = row.Max();
        var powers = row.Select(value => Math.Pow(value / largest, 1 / temperature)).ToArray();
        var sum = powers.Sum();
        return powers.Select(value => value / sum).ToArray();
    })]);

    /// <summary>The faces from the one whose wrong prediction has the largest probability on; only wrong ones.</summary>
    public IReadOnlyList<int> MostConfidentlyWrong() =>
        [.. Enumerable.Range(0, Count).Where(face => !IsRight(face)).OrderByDescending(ConfidenceOf)];

    /// <summary>All faces from the one whose true class has the smallest probability on: the largest cross-entropy first.</summary>
    public IReadOnlyList<int> Hardest() => [.. Enumerable.Range(0, Count).OrderBy(TrueProbabilityOf)];
}
