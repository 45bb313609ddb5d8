namespace EmotionNet.Optimization;

/// <summary>The optimizer.</summary>
public enum OptimizerKind
{
    /// <summary>AdamW (Loshchilov and Hutter 2019).</summary>
    AdamW,

    /// <summary>Muon for the kernels of convolutions (Jordan et al. 2024), AdamW for the rest.</summary>
    Muon,

    /// <summary>Stochastic gradient descent with Nesterov momentum 0.9.</summary>
    Sgd,

    /// <summary>Sharpness-aware minimization over SGD (Foret et al. 2021).</summary>
    Sam,
}
