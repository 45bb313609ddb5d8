namespace EmotionNet.Data.FerPlus;

/// <summary>What a label rule did to one face.</summary>
internal enum LabelOutcome
{
    /// <summary>The face has a target.</summary>
    Kept,

    /// <summary>The leading emotions hold no more than half of the votes.</summary>
    NoMajority,

    /// <summary><c>unknown</c> leads.</summary>
    Unknown,

    /// <summary><c>NF</c> (not a face) leads, or nobody voted, or the face has no image.</summary>
    NotAFace,

    /// <summary>More than three emotions would be needed.</summary>
    TooManyEmotions,
}
