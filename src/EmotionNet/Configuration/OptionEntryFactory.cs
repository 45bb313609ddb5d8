namespace EmotionNet.Configuration;

/// <summary>Builds catalogue entries from a property of <see cref="TrainingOptions"/> and what it allows.</summary>
internal static class OptionEntryFactory
{
    internal static OptionEntry<bool> Switch(
        string name, OptionGroup group, string help, Func<TrainingOptions, bool> get, Func<TrainingOptions, bool, TrainingOptions> set) =>
        Of(name, group, help, ValueFormats.Switch, get, set);

    internal static OptionEntry<int> Integer(
        string name,
        OptionGroup group,
        string help,
        int minimum,
        Func<TrainingOptions, int> get,
        Func<TrainingOptions, int, TrainingOptions> set,
        int maximum = int.MaxValue) =>
        Of(name, group, help, ValueFormats.Integer(minimum, maximum), get, set);

    internal static OptionEntry<double> Number(
        string name,
        OptionGroup group,
        string help,
        NumberRange range,
        Func<TrainingOptions, double> get,
        Func<TrainingOptions, double, TrainingOptions> set) =>
        Of(name, group, help, ValueFormats.Number(range), get, set);

    internal static OptionEntry<T> Choice<T>(
        string name,
        OptionGroup group,
        string help,
        IReadOnlyList<OptionChoice<T>> choices,
        Func<TrainingOptions, T> get,
        Func<TrainingOptions, T, TrainingOptions> set)
        where T : notnull =>
        Of(name, group, help, ValueFormats.Choice(choices), get, set);

    internal static OptionEntry<T> Of<T>(
        string name, OptionGroup group, string help, ValueFormat<T> format, Func<TrainingOptions, T> get, Func<TrainingOptions, T, TrainingOptions> set) =>
        new() { Name = name, Group = group, Help = help, Format = format, Get = get, Set = set };
}
