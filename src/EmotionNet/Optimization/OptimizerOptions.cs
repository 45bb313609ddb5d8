namespace EmotionNet.Optimization;

/// <summary>Which optimizer runs, and what does not change from update to update.</summary>
internal readonly record struct OptimizerOptions
{
    /// <summary>The optimizer.</summary>
    public OptimizerKind Kind { get; init; }

    /// <summary>The learning rate until the first update sets its own.</summary>
    public double InitialLearningRate { get; init; }

    /// <summary>Decoupled weight decay, for weights of two dimensions and more.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Maximum gradient norm; 0 is off.</summary>
    public double GradientClip { get; init; }
}
