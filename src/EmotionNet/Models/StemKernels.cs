namespace EmotionNet.Models;

/// <summary>Where the kernels of the network's first convolution come from.</summary>
public enum StemKernels
{
    /// <summary>Random numbers, learned as all other weights.</summary>
    Learned,

    /// <summary>
    /// Fixed: the principal components of patches of the training faces, scaled to whiten them, each with both signs (Jordan 2024, arXiv:2404.00498, frozen
    /// patch-whitening initialization).
    /// </summary>
    Whitened,
}
