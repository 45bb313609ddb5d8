namespace EmotionNet.Cli.Commands;

/// <summary>What an export writes.</summary>
internal enum ExportFormat
{
    /// <summary>The weights in half precision.</summary>
    Safetensors,

    /// <summary>A model that other programs run.</summary>
    Onnx,
}
