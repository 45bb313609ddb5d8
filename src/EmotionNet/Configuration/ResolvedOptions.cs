namespace EmotionNet.Configuration;

/// <summary>Options in force and which of them the user set.</summary>
/// <param name="Options">The options.</param>
/// <param name="Given">The names that the configuration file or the command line set; a file's value that is the preset's own does not count.</param>
internal sealed record ResolvedOptions(TrainingOptions Options, IReadOnlySet<string> Given);
