namespace EmotionNet.Cli;

/// <summary>What the process returns.</summary>
internal static class ExitCodes
{
    /// <summary>Everything asked for is done.</summary>
    public const int Done = 0;

    /// <summary>A bug in the program.</summary>
    public const int Bug = 1;

    /// <summary>Something that the user can mend.</summary>
    public const int BadInput = 2;

    /// <summary>Stopped by SIGINT or SIGTERM, the state saved.</summary>
    public const int Interrupted = 130;
}
