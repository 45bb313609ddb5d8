using EmotionNet.Checkpoints;

namespace EmotionNet.Export;

/// <summary>A network of a comparison.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Scores">Its scores.</param>
/// <param name="FacesPerSecond">How fast it was scored on this machine, test-time augmentation included.</param>
/// <param name="Parameters">Its trained numbers; of an ONNX model the numbers of its graph, where batch normalization may be folded into the convolutions.</param>
/// <param name="FileBytes">The length of its file.</param>
internal sealed record ScoredNetwork(string Path, CheckpointScores Scores, double FacesPerSecond, long Parameters, long FileBytes);
