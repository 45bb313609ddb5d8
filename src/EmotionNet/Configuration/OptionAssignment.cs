namespace EmotionNet.Configuration;

/// <summary>An option with a value, parsed and in range.</summary>
/// <param name="Entry">The option.</param>
/// <param name="Apply">Sets the value.</param>
internal sealed record OptionAssignment(OptionEntry Entry, Func<TrainingOptions, TrainingOptions> Apply);
