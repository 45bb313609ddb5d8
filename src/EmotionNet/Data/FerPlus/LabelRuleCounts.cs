namespace EmotionNet.Data.FerPlus;

/// <summary>What a FER+ label rule did to the faces of one split.</summary>
/// <param name="Kept">Faces with a target.</param>
/// <param name="NoMajority">Dropped: the leading emotions hold no more than half of the votes.</param>
/// <param name="Unknown">Dropped: <c>unknown</c> leads.</param>
/// <param name="NotAFace">Dropped: <c>NF</c> leads, or no votes or no image.</param>
/// <param name="TooManyEmotions">Dropped: more emotions than the rule allows.</param>
public readonly record struct LabelRuleCounts(int Kept, int NoMajority, int Unknown, int NotAFace, int TooManyEmotions);
