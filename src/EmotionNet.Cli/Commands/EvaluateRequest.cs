using EmotionNet.Export;

namespace EmotionNet.Cli.Commands;

/// <summary>What to evaluate.</summary>
/// <param name="Checkpoint">The checkpoint file, or an ONNX model.</param>
/// <param name="Onnx">What the user says of an ONNX model; null for a checkpoint.</param>
/// <param name="Scoring">On what, and how.</param>
internal sealed record EvaluateRequest(string Checkpoint, OnnxInput? Onnx, ScoringRequest Scoring);
