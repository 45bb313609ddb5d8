namespace EmotionNet.Data;

/// <summary>How the labels of a face become a target distribution.</summary>
public enum LabelMode
{
    /// <summary>FER2013 and image folders: one class, one-hot.</summary>
    SingleLabel,

    /// <summary>FER+: the emotion with more than half of the votes, one-hot (Barsoum et al. 2016).</summary>
    Majority,

    /// <summary>FER+: the distribution of the top emotions' votes (Barsoum et al. 2016).</summary>
    Probability,

    /// <summary>FER+: every emotion with at least 30 % of the votes, multi-hot (Barsoum et al. 2016).</summary>
    MultiTarget,
}
