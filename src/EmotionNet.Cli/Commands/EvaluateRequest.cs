using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Export;

namespace EmotionNet.Cli.Commands;

/// <summary>What to evaluate.</summary>
/// <param name="Checkpoint">The checkpoint file, or an ONNX model.</param>
/// <param name="Onnx">What the user says of an ONNX model; null for a checkpoint.</param>
/// <param name="Options">Device, precision, test-time augmentation, FER+ mode and the path of the data.</param>
/// <param name="IsFerPlus">Whether the data is FER+; null for the data set that the network was trained on.</param>
/// <param name="Split">The split to score.</param>
/// <param name="Json">Whether to print JSON.</param>
internal sealed record EvaluateRequest(string Checkpoint, OnnxInput? Onnx, TrainingOptions Options, bool? IsFerPlus, DataSplit Split, bool Json);
