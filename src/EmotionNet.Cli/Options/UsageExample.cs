namespace EmotionNet.Cli.Options;

/// <summary>An invocation for the end of the help.</summary>
/// <param name="Purpose">What it does.</param>
/// <param name="Line">As the user types it.</param>
internal sealed record UsageExample(string Purpose, string Line);
