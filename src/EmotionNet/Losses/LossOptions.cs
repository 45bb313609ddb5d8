namespace EmotionNet.Losses;

/// <summary>Which loss is minimized.</summary>
internal readonly record struct LossOptions
{
    /// <summary>Whether targets are multi-hot rows of accepted labels instead of distributions.</summary>
    public bool IsMultiTarget { get; init; }

    /// <summary>Focal loss's exponent (Lin et al. 2017); 0 is plain cross-entropy.</summary>
    public double FocalGamma { get; init; }

    /// <summary>A weight for each class; null where all are alike.</summary>
    public IReadOnlyList<double>? ClassWeights { get; init; }

    /// <summary>Label smoothing, 0 ≤ ε &lt; 1.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>Weight of the distillation loss, 0 to 1, where there are teacher predictions; the labels have the rest.</summary>
    public double TeacherShare { get; init; }
}
