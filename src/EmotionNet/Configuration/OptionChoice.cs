namespace EmotionNet.Configuration;

/// <summary>A word that an option takes, and what it stands for. No tuple: ahead-of-time compiled code for lists of those does not exist.</summary>
/// <param name="Word">As the user writes it.</param>
/// <param name="Value">What it means.</param>
internal sealed record OptionChoice<T>(string Word, T Value) : IOptionWord
    where T : notnull;
