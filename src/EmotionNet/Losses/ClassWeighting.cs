namespace EmotionNet.Losses;

/// <summary>How the loss weighs the classes.</summary>
public enum ClassWeighting
{
    /// <summary>All alike.</summary>
    None,

    /// <summary>By n / (C · n_c), as scikit-learn's <c>balanced</c>: each class has the same share of the loss (King and Zeng 2001).</summary>
    Balanced,

    /// <summary>By the inverse of the effective number of samples, (1 − β^n_c) / (1 − β) (Cui et al. 2019, arXiv:1901.05555).</summary>
    Effective,
}
