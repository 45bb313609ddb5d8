namespace EmotionNet.Checkpoints;

/// <summary>Which weights scored.</summary>
public enum WeightSource
{
    /// <summary>The trained weights.</summary>
    Raw,

    /// <summary>Their exponential moving average.</summary>
    Ema,
}
