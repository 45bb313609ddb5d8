namespace EmotionNet.Configuration;

/// <summary>Settings in force and which of them somebody asked for.</summary>
/// <param name="Options">The settings.</param>
/// <param name="Given">The names that the file or a flag set to something; a file's value that is the preset's own does not count.</param>
public sealed record ResolvedOptions(TrainingOptions Options, IReadOnlySet<string> Given);
