namespace EmotionNet.Cli.Explain;

/// <summary>How a face is explained.</summary>
[Flags]
internal enum ExplainMethod
{
    /// <summary>By the gradients of the class in the features of a stage.</summary>
    GradCam = 1,

    /// <summary>By covering one place after the other.</summary>
    Occlusion = 2,
}
