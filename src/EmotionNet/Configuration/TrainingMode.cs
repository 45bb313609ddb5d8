namespace EmotionNet.Configuration;

/// <summary>The preset that a run starts from.</summary>
public enum TrainingMode
{
    /// <summary>FER2013 in full.</summary>
    Default,

    /// <summary>A smoke run of about two minutes on two cores.</summary>
    Quick,

    /// <summary>FER+, eight emotions.</summary>
    FerPlus,
}
