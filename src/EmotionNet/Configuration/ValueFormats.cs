using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace EmotionNet.Configuration;

/// <summary>The kinds of values that options take.</summary>
internal static class ValueFormats
{
    /// <summary>The word for no file.</summary>
    public const string None = "none";

    /// <summary>On or off.</summary>
    public static ValueFormat<bool> Switch { get; } = new()
    {
        Kind = OptionKind.Switch,
        ValueName = "",
        Expects = "true or false",
        Parse = bool.TryParse,
        Format = value => value ? "true" : "false",
        Words = ["true", "false"],
    };

    /// <summary>A directory.</summary>
    public static ValueFormat<string> Directory { get; } = Text("DIR", "a directory", PathKind.Directory);

    /// <summary>A file or a directory.</summary>
    public static ValueFormat<string> FileOrDirectory { get; } = Text("PATH", "a directory or file", PathKind.FileOrDirectory);

    /// <summary>A file or a directory, or <see cref="None"/>.</summary>
    public static ValueFormat<string> OptionalFile { get; } = Text("PATH", $"a file or directory, or {None}", PathKind.FileOrDirectory);

    /// <summary>Files, separated by commas.</summary>
    public static ValueFormat<IReadOnlyList<string>> FileList { get; } = new()
    {
        Kind = OptionKind.Text,
        ValueName = "FILE[,FILE...]",
        Expects = $"files, separated by commas, or {None}",
        Parse = (string text, [MaybeNullWhen(false)] out IReadOnlyList<string> value) =>
        {
            value = text == None ? [] : text.Split(',', StringSplitOptions.TrimEntries);
            return true;
        },
        Format = files => files.Count == 0 ? None : string.Join(',', files),
        IsValid = files => files.All(IsPath),
        Path = PathKind.FileList,
    };

    /// <summary>A server on the web, or <see cref="None"/>. One with a password in it is valid here, so that no message shows it.</summary>
    public static ValueFormat<string> OptionalServer { get; } = new()
    {
        Kind = OptionKind.Text,
        ValueName = "URL",
        Expects = $"an address such as http://localhost:5000, or {None}",
        Parse = Same,
        Format = text => text,
        IsValid = text => text == None || (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"),
        Words = [None],
    };

    /// <summary>A device of libtorch.</summary>
    public static ValueFormat<string> Device { get; } = new()
    {
        Kind = OptionKind.Text,
        ValueName = "auto|cpu|cuda|cuda:N",
        Expects = "auto, cpu, cuda or cuda:N",
        Parse = Same,
        Format = text => text,
        IsValid = IsDevice,
        Words = ["auto", "cpu", "cuda"],
    };

    /// <summary>A whole number.</summary>
    public static ValueFormat<int> Integer(int minimum, int maximum = int.MaxValue) => new()
    {
        Kind = OptionKind.Number,
        ValueName = "N",
        Expects = maximum == int.MaxValue
            ? string.Create(CultureInfo.InvariantCulture, $"a whole number of at least {minimum}")
            : string.Create(CultureInfo.InvariantCulture, $"a whole number from {minimum} to {maximum}"),
        Parse = (text, out value) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value),
        Format = value => value.ToString(CultureInfo.InvariantCulture),
        IsValid = value => value >= minimum && value <= maximum,
    };

    /// <summary>A number.</summary>
    public static ValueFormat<double> Number(NumberRange range) => new()
    {
        Kind = OptionKind.Number,
        ValueName = "X",
        Expects = range.Words,
        Parse = (text, out value) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value),
        Format = value => value.ToString(CultureInfo.InvariantCulture),
        IsValid = value => double.IsFinite(value) && range.Holds(value),
    };

    /// <summary>A text that is not blank.</summary>
    /// <param name="valueName">What stands after the option's name in the help.</param>
    /// <param name="expects">What it takes, in words that follow "give".</param>
    /// <param name="path">What the text names.</param>
    public static ValueFormat<string> Text(string valueName, string expects, PathKind path) => new()
    {
        Kind = OptionKind.Text,
        ValueName = valueName,
        Expects = expects,
        Parse = Same,
        Format = text => text,
        IsValid = IsPath,
        Path = path,
    };

    /// <summary>The name of a file of one kind.</summary>
    /// <param name="valueName">What stands after the option's name in the help.</param>
    /// <param name="extensions">The endings of such names with the dot, the usual one first.</param>
    public static ValueFormat<string> FileNamed(string valueName, params IReadOnlyList<string> extensions) => new()
    {
        Kind = OptionKind.Text,
        ValueName = valueName,
        Expects = $"a file name that ends in {extensions[0]}",
        Parse = Same,
        Format = text => text,
        IsValid = text => IsPath(text) && extensions.Any(extension => text.EndsWith(extension, StringComparison.OrdinalIgnoreCase)),
        Path = PathKind.FileOrDirectory,
    };

    /// <summary>One of a few words.</summary>
    /// <param name="choices">The words and what they stand for.</param>
    /// <param name="valueName">What stands after the option's name in the help, where all words would be too long.</param>
    public static ValueFormat<T> Choice<T>(IReadOnlyList<OptionChoice<T>> choices, string? valueName = null)
        where T : notnull
    {
        var words = OneOf(choices);
        return new()
        {
            Kind = words.Kind,
            ValueName = valueName ?? words.ValueName,
            Expects = words.Expects,
            Parse = (string text, [MaybeNullWhen(false)] out T value) =>
            {
                var isKnown = words.TryParse(text, out var choice);
                value = isKnown ? choice!.Value : default;
                return isKnown;
            },
            Format = value => choices.FirstOrDefault(choice => choice.Value.Equals(value))?.Word ?? value.ToString()!,
            IsValid = value => choices.Any(choice => choice.Value.Equals(value)),
            Words = words.Words,
        };
    }

    /// <summary>One of a few words; the value is the choice itself.</summary>
    public static ValueFormat<T> OneOf<T>(IReadOnlyList<T> choices)
        where T : class, IOptionWord => new()
        {
            Kind = OptionKind.Text,
            ValueName = string.Join('|', choices.Select(choice => choice.Word)),
            Expects = $"one of: {string.Join(", ", choices.Select(choice => choice.Word))}",
            Parse = (string text, [MaybeNullWhen(false)] out T value) => (value = choices.FirstOrDefault(choice => choice.Word == text)) is not null,
            Format = choice => choice.Word,
            Words = [.. choices.Select(choice => choice.Word)],
        };

    private static bool Same(string text, out string value)
    {
        value = text;
        return true;
    }

    private static bool IsPath(string text) => !string.IsNullOrWhiteSpace(text) && !text.Contains('\0');

    private static bool IsDevice(string text) =>
        text is "auto" or "cpu" or "cuda"
        || (text.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(text.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out _));
}
