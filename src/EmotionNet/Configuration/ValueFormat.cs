using System.Diagnostics.CodeAnalysis;

namespace EmotionNet.Configuration;

/// <summary>How the values of an option are written, parsed and checked. The command line, the JSON file, the help and the validation share it.</summary>
/// <typeparam name="T">The type of a value.</typeparam>
internal sealed class ValueFormat<T>
{
    /// <summary>Parses a text in the invariant culture.</summary>
    public delegate bool Parser(string text, [MaybeNullWhen(false)] out T value);

    /// <summary>The JSON type.</summary>
    public required OptionKind Kind { get; init; }

    /// <summary>What stands after the option's name in the help: <c>N</c>, <c>DIR</c>, <c>none|flip</c>; empty for a switch.</summary>
    public required string ValueName { get; init; }

    /// <summary>What the option takes, in words that follow "give": <c>a whole number of at least 1</c>.</summary>
    public required string Expects { get; init; }

    /// <summary>Parses a text, whatever the range.</summary>
    public required Parser Parse { get; init; }

    /// <summary>A value as text in the invariant culture.</summary>
    public required Func<T, string> Format { get; init; }

    /// <summary>Whether a value is in range.</summary>
    public Func<T, bool> IsValid { get; init; } = _ => true;

    /// <summary>The words that a value can be; empty where there are too many to list.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>What a value names in the file system.</summary>
    public PathKind Path { get; init; } = PathKind.None;

    /// <summary>Parses a text and checks its range.</summary>
    public bool TryParse(string text, [MaybeNullWhen(false)] out T value) => Parse(text, out value) && IsValid(value);
}
