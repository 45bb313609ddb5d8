using EmotionNet.Cli.Commands;
using EmotionNet.Cli.Predict;

namespace EmotionNet.Cli.Explain;

/// <summary>What <c>explain</c> was asked for.</summary>
internal sealed record ExplainRequest
{
    /// <summary>The weights.</summary>
    public required string Weights { get; init; }

    /// <summary>The directory of the drawings.</summary>
    public required string OutputDirectory { get; init; }

    /// <summary>The images; null for faces of a data set.</summary>
    public required ImageSources? Sources { get; init; }

    /// <summary>How many of the most confidently wrong faces of a data set; null for images.</summary>
    public required int? Worst { get; init; }

    /// <summary>The data set, the threads, and whether JSON is printed.</summary>
    public required ScoringRequest Scoring { get; init; }

    /// <summary>The methods.</summary>
    public required ExplainMethod Methods { get; init; }

    /// <summary>The stage of Grad-CAM, from 1; null for the last.</summary>
    public int? Stage { get; init; }

    /// <summary>The class to explain; null for the predicted one.</summary>
    public string? ClassName { get; init; }

    /// <summary>Whether an image is a face, which is not looked for.</summary>
    public bool IsFace { get; init; }

    /// <summary>The side of the smallest face to look for, in pixels.</summary>
    public required int MinimumFaceSize { get; init; }

    /// <summary>The threads in use.</summary>
    public int Threads => Scoring.Options.Threads > 0 ? Scoring.Options.Threads : Environment.ProcessorCount;
}
