namespace EmotionNet.Tuning;

/// <summary>Where the settings of a new trial come from.</summary>
internal enum ProposalKind
{
    /// <summary>From where the better trials so far are denser than the others: the tree-structured Parzen estimator (Bergstra et al. 2011).</summary>
    Tpe,

    /// <summary>Evenly from the whole search space (Bergstra and Bengio 2012).</summary>
    Random,
}
