namespace EmotionNet.Cli.Predict;

/// <summary>What <c>predict</c> was asked for.</summary>
internal sealed record PredictRequest
{
    /// <summary>Bundled models, .onnx files or checkpoints, separated by commas.</summary>
    public required string Model { get; init; }

    /// <summary>The images.</summary>
    public required ImageSources Sources { get; init; }

    /// <summary>How the answers are printed.</summary>
    public required PredictionFormat Format { get; init; }

    /// <summary>The file that is written or continued instead of stdout, or null.</summary>
    public string? OutputFile { get; init; }

    /// <summary>Where images with boxes and labels go, or null.</summary>
    public string? DrawDirectory { get; init; }

    /// <summary>Where the cropped faces go, or null.</summary>
    public string? CropDirectory { get; init; }

    /// <summary>Whether an image is a face, which is not looked for.</summary>
    public bool IsFace { get; init; }

    /// <summary>How many classes are shown for each face; null stands for the usual number of the format.</summary>
    public int? Top { get; init; }

    /// <summary>How often the set of classes of a face is to hold the true one; null makes no sets.</summary>
    public double? Coverage { get; init; }

    /// <summary>Whether the table has the sets.</summary>
    public bool ShowsSets { get; init; }

    /// <summary>The threads in use.</summary>
    public required int Threads { get; init; }

    /// <summary>Images in a batch.</summary>
    public required int BatchSize { get; init; }

    /// <summary>The side of the smallest face to look for, in pixels.</summary>
    public required int MinimumFaceSize { get; init; }
}

/// <summary>How predictions are printed.</summary>
internal enum PredictionFormat
{
    /// <summary>A table, one line a face.</summary>
    Table,

    /// <summary>One JSON object an image and line.</summary>
    Json,

    /// <summary>One row a face.</summary>
    Csv,
}
