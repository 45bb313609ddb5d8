namespace EmotionNet.Configuration;

/// <summary>The headings of the help text, in its order.</summary>
public enum OptionGroup
{
    /// <summary>Preset and configuration file.</summary>
    Preset,

    /// <summary>Where the faces come from.</summary>
    Data,

    /// <summary>The network.</summary>
    Model,

    /// <summary>Length, batches, optimizer and objective.</summary>
    Training,

    /// <summary>How strongly faces are varied.</summary>
    Augmentation,

    /// <summary>What keeps the network from learning by heart.</summary>
    Regularization,

    /// <summary>Where and how it is computed.</summary>
    Hardware,

    /// <summary>What is scored, written and shown.</summary>
    Output,
}
