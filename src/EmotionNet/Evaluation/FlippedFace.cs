namespace EmotionNet.Evaluation;

/// <summary>A face that one of two classifiers gets right and the other wrong.</summary>
/// <param name="Index">Where it stands in the split, from 0.</param>
/// <param name="Label">Its class.</param>
/// <param name="First">What the first predicts, network by network.</param>
/// <param name="Second">What the second predicts, network by network.</param>
/// <param name="IsGained">Whether it is the second that is right.</param>
internal sealed record FlippedFace(int Index, string Label, IReadOnlyList<string> First, IReadOnlyList<string> Second, bool IsGained);
