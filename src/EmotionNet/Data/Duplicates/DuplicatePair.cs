namespace EmotionNet.Data.Duplicates;

/// <summary>A face and its near-duplicate.</summary>
/// <param name="Face">The face's index in its set.</param>
/// <param name="Other">The duplicate's index in its set.</param>
/// <param name="IsEqual">Whether every pixel is equal, or else nearly so.</param>
internal readonly record struct DuplicatePair(int Face, int Other, bool IsEqual);
