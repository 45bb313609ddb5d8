namespace EmotionNet.Cli.Commands;

/// <summary>What a command that scores networks makes of the scores, which decides its options.</summary>
internal enum ScoringOutput
{
    /// <summary>Tables or JSON.</summary>
    Tables,

    /// <summary>A page, for which it computes more than one kind of TTA.</summary>
    Page,

    /// <summary>Drawings of the faces that one network gets wrong, which runs on the CPU in fp32 and without TTA.</summary>
    WorstFaces,
}
