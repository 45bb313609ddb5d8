namespace EmotionNet.Configuration;

/// <summary>The preset that a run starts from.</summary>
public enum TrainingMode
{
    /// <summary>FER2013 in full.</summary>
    Default,

    /// <summary>A smoke run of at most two minutes on two cores.</summary>
    Quick,

    /// <summary>FER+, eight emotions.</summary>
    FerPlus,
}

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

/// <summary>The views of a face whose predictions are averaged when it is scored.</summary>
public enum TestTimeViews
{
    /// <summary>The face as it is.</summary>
    None,

    /// <summary>The face and its mirror image.</summary>
    Flip,

    /// <summary>Four corner crops and the centre crop, of the training crop's size and at most 44 pixels, and their mirror images.</summary>
    TenCrop,
}
