namespace EmotionNet.Cli;

/// <summary>How <c>train.log</c> is written.</summary>
internal enum LogFormat
{
    /// <summary>Lines for people.</summary>
    Text,

    /// <summary>Compact JSON (CLEF), a line per event, with its properties.</summary>
    Json,
}
