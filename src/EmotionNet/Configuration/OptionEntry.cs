namespace EmotionNet.Configuration;

/// <summary>
/// One setting, written once: the command line, the JSON file, the help text and the validation all read it from here.
/// Its values travel as text in the invariant culture.
/// </summary>
public sealed class OptionEntry
{
    /// <summary>The long flag without dashes, which is also the key in a configuration file: <c>batch-size</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The heading that it stands under in the help text.</summary>
    public required OptionGroup Group { get; init; }

    /// <summary>Its JSON type.</summary>
    public required OptionKind Kind { get; init; }

    /// <summary>What stands after the flag in the help text: <c>N</c>, <c>DIR</c>, <c>none|flip</c>; empty for a switch.</summary>
    public required string ValueName { get; init; }

    /// <summary>What it does, without a full stop.</summary>
    public required string Help { get; init; }

    /// <summary>What it takes, in words that follow "give": <c>a whole number of at least 1</c>.</summary>
    public required string Expects { get; init; }

    /// <summary>Reads the setting as text.</summary>
    public required Func<TrainingOptions, string> Read { get; init; }

    /// <summary>The flag with its dashes.</summary>
    public string Flag => $"--{Name}";

    /// <summary>The settings with this one changed, or null where the text is no value of it.</summary>
    public required Func<TrainingOptions, string, TrainingOptions?> TryWrite { get; init; }

    /// <summary>Whether a text is a value of the setting.</summary>
    public bool Accepts(string text) => TryWrite(new TrainingOptions(), text) is not null;

    /// <summary>The settings with this one changed.</summary>
    /// <exception cref="UserInputException">The text is no value of the setting.</exception>
    public TrainingOptions Write(TrainingOptions options, string text) => TryWrite(options, text) ?? throw Refuse(Flag, text);

    /// <summary>The sentence for a text that is no value of the setting.</summary>
    /// <param name="name">The flag or the key, as the user wrote it.</param>
    /// <param name="text">What was given.</param>
    /// <param name="file">The configuration file, if it came from there.</param>
    /// <param name="row">Its line.</param>
    public UserInputException Refuse(string name, string text, string? file = null, long? row = null) =>
        new($"{name} cannot be \"{text}\"", $"give {Expects}", file, row);
}
