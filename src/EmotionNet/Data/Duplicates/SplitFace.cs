namespace EmotionNet.Data.Duplicates;

/// <summary>A face by its place.</summary>
/// <param name="Split">Its split.</param>
/// <param name="Index">Where it stands there, from 0.</param>
/// <param name="Label">Its class.</param>
internal readonly record struct SplitFace(DataSplit Split, int Index, int Label);
