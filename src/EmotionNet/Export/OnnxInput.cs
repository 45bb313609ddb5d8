namespace EmotionNet.Export;

/// <summary>What a user says of an ONNX model; null where the model itself says it.</summary>
internal sealed record OnnxInput
{
    /// <summary>The name of the input.</summary>
    public string? Name { get; init; }

    /// <summary>Pixels of a side of the images that it takes.</summary>
    public int? Size { get; init; }

    /// <summary>What black and white become, one pair for all channels or one for each; null is 0 and 255.</summary>
    public IReadOnlyList<double>? Range { get; init; }

    /// <summary>1, or 3 for grey images as red, green and blue.</summary>
    public int? Channels { get; init; }

    /// <summary>The class names in the order of the outputs.</summary>
    public IReadOnlyList<string>? Classes { get; init; }
}
