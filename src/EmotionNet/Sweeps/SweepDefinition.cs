using EmotionNet.Configuration;

namespace EmotionNet.Sweeps;

/// <summary>What a sweep file says.</summary>
/// <param name="File">The file, for messages.</param>
/// <param name="Settings">What all tasks have in common.</param>
/// <param name="Grid">Options and their values, of which every combination is a task; may be empty.</param>
/// <param name="Sample">Options whose values are drawn, for each combination of the grid; or null.</param>
internal sealed record SweepDefinition(string File, IReadOnlyList<SweepSetting> Settings, IReadOnlyList<SweepAxis> Grid, SweepSample? Sample);

/// <summary>An option of a grid.</summary>
/// <param name="Entry">The option.</param>
/// <param name="Values">Its values, at least one, each once.</param>
internal sealed record SweepAxis(OptionEntry Entry, IReadOnlyList<SweepSetting> Values);

/// <summary>A random sample.</summary>
/// <param name="Count">How many draws.</param>
/// <param name="Seed">The same seed draws the same values, and a larger count draws more after them.</param>
/// <param name="Options">The options to draw.</param>
internal sealed record SweepSample(int Count, int Seed, IReadOnlyList<SampledOption> Options);

/// <summary>An option that is drawn.</summary>
/// <param name="Entry">The option.</param>
/// <param name="Draw">Its value for a number from 0 to below 1.</param>
internal sealed record SampledOption(OptionEntry Entry, Func<double, SweepSetting> Draw);
