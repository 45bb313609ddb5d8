namespace EmotionNet.Configuration;

/// <summary>One option of a training, written once: the command line, the JSON file, the help, the documentation and the validation read it from here.</summary>
internal abstract class OptionEntry
{
    /// <summary>The name on the command line without its dashes, which is also the key in a configuration file: <c>batch-size</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The heading that it stands under in the help.</summary>
    public required OptionGroup Group { get; init; }

    /// <summary>What it does, without a full stop; other options are named in backticks.</summary>
    public required string Help { get; init; }

    /// <summary>Its JSON type.</summary>
    public abstract OptionKind Kind { get; }

    /// <summary>What stands after its name in the help; empty for a switch.</summary>
    public abstract string ValueName { get; }

    /// <summary>What it takes, in words that follow "give".</summary>
    public abstract string Expects { get; }

    /// <summary>The words that its value can be; empty where there are too many to list.</summary>
    public abstract IReadOnlyList<string> Words { get; }

    /// <summary>What its value names in the file system.</summary>
    public abstract PathKind Path { get; }

    /// <summary>Its value as text in the invariant culture.</summary>
    public abstract string Read(TrainingOptions options);

    /// <summary>Whether its value is in range.</summary>
    public abstract bool IsValid(TrainingOptions options);

    /// <summary>The option with the value that a text stands for, or null where the text is not a value of it.</summary>
    public abstract OptionAssignment? Parse(string text);

    /// <summary>The option with the value that it has in other options.</summary>
    public abstract OptionAssignment CopyFrom(TrainingOptions options);

    /// <summary>The sentence for a text that is not a value of the option.</summary>
    public UserInputException Refuse(string text) => Refuse($"`{Name}`", text);

    /// <summary>The sentence for a text that is not a value of the option.</summary>
    /// <param name="name">The name as the user wrote it.</param>
    /// <param name="text">What was given.</param>
    /// <param name="file">The configuration file, if it came from there.</param>
    /// <param name="row">Its line.</param>
    public UserInputException Refuse(string name, string text, string? file = null, long? row = null) =>
        new($"{name} cannot be \"{text}\"", $"give {Expects}", file, row);
}
