using EmotionNet.Inference;

namespace EmotionNet.Cli.Predict;

/// <summary>An image on its way through a run.</summary>
/// <param name="source">Its path, or <c>-</c>.</param>
/// <param name="name">The name of its drawing and crops, without an extension.</param>
internal sealed class PredictedImage(string source, string name)
{
    /// <summary>Its path, or <c>-</c>.</summary>
    public string Source { get; } = source;

    /// <summary>The name of its drawing and crops, without an extension.</summary>
    public string Name { get; } = name;

    /// <summary>What was read from stdin, or null.</summary>
    public byte[]? StandardInput { get; set; }

    /// <summary>Width of the upright image, in pixels.</summary>
    public int Width { get; set; }

    /// <summary>Its height.</summary>
    public int Height { get; set; }

    /// <summary>The faces as the network sees them.</summary>
    public IReadOnlyList<AlignedFace> Faces { get; set; } = [];

    /// <summary>The answers.</summary>
    public IReadOnlyList<FacePrediction> Predictions { get; set; } = [];

    /// <summary>Why it is skipped, or null.</summary>
    public UserInputException? Problem { get; private set; }

    /// <summary>Runs a step, and keeps what the user can fix as the reason to skip the image.</summary>
    public void Try(Action step)
    {
        try
        {
            step();
        }
        catch (UserInputException problem)
        {
            Problem = problem;
            Faces = [];
        }
    }
}
