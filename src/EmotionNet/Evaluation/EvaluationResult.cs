namespace EmotionNet.Evaluation;

/// <summary>How well the network scored on one split. Accuracies are fractions.</summary>
public sealed record EvaluationResult
{
    /// <summary>The number of faces.</summary>
    public required int Count { get; init; }

    /// <summary>Mean cross-entropy with the target distribution, in nats.</summary>
    public required double Loss { get; init; }

    /// <summary>The fraction of faces whose class was predicted.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Where the accuracy lies with 95 % confidence, given the number of faces.</summary>
    public ConfidenceInterval AccuracyInterval => ConfidenceInterval.Wilson(ConfusionMatrix.Select((row, index) => row[index]).Sum(), Count);

    /// <summary>The unweighted mean of the classes' F1 scores, over classes that have a face or a prediction.</summary>
    public required double MacroF1 { get; init; }

    /// <summary>Mean Kullback-Leibler divergence of the prediction from the distribution of the votes, in nats; null where that is not known.</summary>
    public double? KullbackLeiblerDivergence { get; init; }

    /// <summary>Whether the network is right as often as it says; null where only counts are known.</summary>
    public Calibration? Calibration { get; init; }

    /// <summary>Precision and recall, class by class.</summary>
    public required IReadOnlyList<ClassScore> Classes { get; init; }

    /// <summary>Counts, a row for each true class and a column for each predicted class.</summary>
    public required IReadOnlyList<IReadOnlyList<long>> ConfusionMatrix { get; init; }
}
