using TorchSharp;

namespace EmotionNet.Models;

/// <summary>What a model of the registry is built with.</summary>
internal sealed record ModelConfiguration
{
    /// <summary>Emotions to tell apart: 7 for FER2013, 8 for FER+.</summary>
    public required int ClassCount { get; init; }

    /// <summary>Dropout before the classifier.</summary>
    public double DropoutRate { get; init; }

    /// <summary>Drop probability of the last block's branch; 0 is no stochastic depth.</summary>
    public double StochasticDepth { get; init; }

    /// <summary>Whether the stem's kernel stays as it is.</summary>
    public bool HasFixedStem { get; init; }

    /// <summary>The dtype of activations: Float32 or BFloat16.</summary>
    public torch.ScalarType Precision { get; init; } = torch.ScalarType.Float32;

    /// <summary>Where dropout and stochastic depth draw from; null is torch's global generator, which only one thread can draw from in a fixed order.</summary>
    public torch.Generator? Randomness { get; init; }
}
