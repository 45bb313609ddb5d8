using System.Globalization;

namespace EmotionNet.Configuration;

/// <summary>Builds catalogue entries from a property of <see cref="TrainingOptions"/> and what it allows.</summary>
internal static class OptionEntryFactory
{
    /// <summary>What a number may be, and the words for it.</summary>
    internal readonly record struct NumberRange(Func<double, bool> Holds, string Words);

    internal static NumberRange AboveZero { get; } = new(value => value > 0, "a number above 0");

    internal static NumberRange ZeroOrMore { get; } = new(value => value >= 0, "a number of at least 0");

    internal static NumberRange BelowOne { get; } = new(value => value is >= 0 and < 1, "a number from 0 to below 1");

    internal static NumberRange BetweenZeroAndOne { get; } = new(value => value is > 0 and < 1, "a number above 0 and below 1");

    internal static NumberRange UpTo(double maximum) =>
        new(value => value >= 0 && value <= maximum, string.Create(CultureInfo.InvariantCulture, $"a number from 0 to {maximum}"));

    internal static OptionEntry Switch(
        string name,
        OptionGroup group,
        string help,
        Func<TrainingOptions, bool> get,
        Func<TrainingOptions, bool, TrainingOptions> set) => new()
        {
            Name = name,
            Group = group,
            Kind = OptionKind.Switch,
            ValueName = "",
            Help = help,
            Expects = "true or false",
            Read = options => get(options) ? "true" : "false",
            TryWrite = (options, text) => bool.TryParse(text, out var value) ? set(options, value) : null,
        };

    internal static OptionEntry Integer(
        string name,
        OptionGroup group,
        string help,
        int minimum,
        Func<TrainingOptions, int> get,
        Func<TrainingOptions, int, TrainingOptions> set,
        int maximum = int.MaxValue) => new()
        {
            Name = name,
            Group = group,
            Kind = OptionKind.Number,
            ValueName = "N",
            Help = help,
            Expects = maximum == int.MaxValue ? $"a whole number of at least {minimum}" : $"a whole number from {minimum} to {maximum}",
            Read = options => get(options).ToString(CultureInfo.InvariantCulture),
            TryWrite = (options, text) =>
                int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= minimum && value <= maximum
                    ? set(options, value)
                    : null,
        };

    internal static OptionEntry Number(
        string name,
        OptionGroup group,
        string help,
        NumberRange range,
        Func<TrainingOptions, double> get,
        Func<TrainingOptions, double, TrainingOptions> set) => new()
        {
            Name = name,
            Group = group,
            Kind = OptionKind.Number,
            ValueName = "X",
            Help = help,
            Expects = range.Words,
            Read = options => get(options).ToString(CultureInfo.InvariantCulture),
            TryWrite = (options, text) =>
                double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) && range.Holds(value)
                    ? set(options, value)
                    : null,
        };

    internal static OptionEntry Text(
        string name,
        OptionGroup group,
        string valueName,
        string help,
        string expects,
        Func<TrainingOptions, string> get,
        Func<TrainingOptions, string, TrainingOptions> set) => new()
        {
            Name = name,
            Group = group,
            Kind = OptionKind.Text,
            ValueName = valueName,
            Help = help,
            Expects = expects,
            Read = get,
            TryWrite = (options, text) => string.IsNullOrWhiteSpace(text) || text.Contains('\0') ? null : set(options, text),
        };

    internal static OptionEntry FileList(
        string name,
        OptionGroup group,
        string help,
        Func<TrainingOptions, string?> get,
        Func<TrainingOptions, string?, TrainingOptions> set)
    {
        const string None = "none";
        return new()
        {
            Name = name,
            Group = group,
            Kind = OptionKind.Text,
            ValueName = "FILE[,FILE...]",
            Help = help,
            Expects = $"files, separated by commas, or {None}",
            Read = options => get(options) ?? None,
            TryWrite = (options, text) => text.Contains('\0') || text.Split(',').Any(string.IsNullOrWhiteSpace)
                ? null
                : set(options, text == None ? null : text),
        };
    }

    internal static OptionEntry Device(
        string name,
        OptionGroup group,
        string help,
        Func<TrainingOptions, string> get,
        Func<TrainingOptions, string, TrainingOptions> set) => new()
        {
            Name = name,
            Group = group,
            Kind = OptionKind.Text,
            ValueName = "auto|cpu|cuda|cuda:N",
            Help = help,
            Expects = "auto, cpu, cuda or cuda:N",
            Read = get,
            TryWrite = (options, text) => IsDevice(text) ? set(options, text) : null,
        };

    internal static OptionEntry Choice<T>(
        string name,
        OptionGroup group,
        string help,
        IReadOnlyList<OptionChoice<T>> choices,
        Func<TrainingOptions, T> get,
        Func<TrainingOptions, T, TrainingOptions> set)
        where T : notnull => new()
        {
            Name = name,
            Group = group,
            Kind = OptionKind.Text,
            ValueName = string.Join('|', choices.Select(choice => choice.Word)),
            Help = help,
            Expects = $"one of: {string.Join(", ", choices.Select(choice => choice.Word))}",
            Read = options => choices.FirstOrDefault(choice => choice.Value.Equals(get(options)))?.Word ?? get(options).ToString()!,
            TryWrite = (options, text) => choices.FirstOrDefault(choice => choice.Word == text) is { } choice ? set(options, choice.Value) : null,
        };

    private static bool IsDevice(string text) =>
        text is "auto" or "cpu" or "cuda"
        || (text.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(text.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out _));
}
