namespace EmotionNet.Cli.Options;

/// <summary>A number as the value of an option; of a class, as <see cref="TypedOption"/> has it.</summary>
/// <param name="Value">The number.</param>
internal sealed record OptionReal(double Value);
