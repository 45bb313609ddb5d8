using EmotionNet.Runtime;

namespace EmotionNet.Checkpoints;

/// <summary>
/// The first steps of a run, kept with it: on what data and where they were taken, and what they gave. <c>emotionnet verify</c> takes them again.
/// </summary>
public sealed record RunBeginning
{
    /// <summary>Where the run began.</summary>
    public required RunEnvironment Environment { get; init; }

    /// <summary>The SHA-256 of the images and targets of the training split, in hexadecimal.</summary>
    public required string TrainingDigest { get; init; }

    /// <summary>As <see cref="TrainingDigest"/>, of the validation split.</summary>
    public required string ValidationDigest { get; init; }

    /// <summary>The losses that were read back, in order.</summary>
    public IReadOnlyList<LossReading> Losses { get; init; } = [];

    /// <summary>The SHA-256 of all weights after the last of <see cref="Losses"/>, in hexadecimal; null while the beginning goes on.</summary>
    public string? WeightsDigest { get; init; }
}
