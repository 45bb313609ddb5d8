namespace EmotionNet.Data;

/// <summary>Where the classes of a data set come from: what the names of its class folders mean.</summary>
public enum ClassSource
{
    /// <summary>FER2013's seven emotions; folders of other names are refused.</summary>
    Fer2013,

    /// <summary>The names of the class folders, in alphabetical order, or in that of the numbers that all of them begin with.</summary>
    FromFolders,

    /// <summary>AffectNet's numbers (Mollahosseini et al. 2017, arXiv:1708.03985): 0 neutral, 1 happy, 2 sad, 3 surprise, 4 fear, 5 disgust, 6 anger, 7 contempt.</summary>
    AffectNet,

    /// <summary>RAF-DB's numbers (Li et al. 2017): 1 surprise, 2 fear, 3 disgust, 4 happiness, 5 sadness, 6 anger, 7 neutral. The classes are FER2013's, in its order.</summary>
    RafDb,
}
