using EmotionNet.Configuration;

namespace EmotionNet.Sweeps;

/// <summary>What a sweep trains.</summary>
/// <param name="File">The sweep file.</param>
/// <param name="Varied">The options in which the tasks differ.</param>
/// <param name="Tasks">The tasks, no two of them the same.</param>
internal sealed record SweepPlan(string File, IReadOnlyList<string> Varied, IReadOnlyList<PlannedTask> Tasks);

/// <summary>A task before it has a place.</summary>
/// <param name="Settings">The options that the sweep file sets.</param>
/// <param name="Resolved">All options, with those of the presets. Two tasks with equal options are the same task.</param>
internal sealed record PlannedTask(IReadOnlyList<SweepSetting> Settings, ResolvedOptions Resolved);
