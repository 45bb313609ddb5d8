namespace EmotionNet.Configuration;

/// <summary>The headings of the help, in its order.</summary>
internal enum OptionGroup
{
    /// <summary>Preset and configuration file.</summary>
    Preset,

    /// <summary>How settings are searched.</summary>
    Search,

    /// <summary>Where the faces come from.</summary>
    Data,

    /// <summary>The network.</summary>
    Model,

    /// <summary>Length, batches, optimizer and loss.</summary>
    Training,

    /// <summary>How strongly faces are varied.</summary>
    Augmentation,

    /// <summary>What keeps the network from overfitting.</summary>
    Regularization,

    /// <summary>Where and how it is computed.</summary>
    Hardware,

    /// <summary>What is scored, written and shown.</summary>
    Output,
}
