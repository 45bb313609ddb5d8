using EmotionNet.Inference;

namespace EmotionNet.Export;

/// <summary>How a network is written as ONNX.</summary>
public readonly record struct OnnxExportOptions
{
    /// <summary>Whether the weights are stored as float16, which halves the file; all is computed in float32.</summary>
    public bool Half { get; init; }

    /// <summary>What the logits are divided by before softmax; null takes the one that was fitted on the validation images when the weights were saved, or 1 where there is none.</summary>
    public double? Temperature { get; init; }

    /// <summary>How often a set of classes holds the true one at that temperature; null takes what the checkpoint has for it.</summary>
    internal ConformalCalibration? Conformal { get; init; }
}
