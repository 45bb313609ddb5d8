using System.CommandLine;
using System.CommandLine.Parsing;
using EmotionNet.Configuration;

namespace EmotionNet.Cli.Options;

/// <summary>A line of the help text.</summary>
/// <param name="Option">The parser's option.</param>
/// <param name="Group">Its heading.</param>
/// <param name="ValueName">What stands after it; empty for a switch.</param>
/// <param name="Help">What it does.</param>
/// <param name="Default">Its default in words; empty for none and for a setting, whose preset knows.</param>
/// <param name="Entry">The setting behind it, if it is one.</param>
internal sealed record FlagLine(Option Option, OptionGroup Group, string ValueName, string Help, string Default = "", OptionEntry? Entry = null);

/// <summary>An invocation for the end of the help text.</summary>
/// <param name="Purpose">What it does.</param>
/// <param name="Line">As the user types it.</param>
internal sealed record UsageExample(string Purpose, string Line);

/// <summary>The flags of one command: settings of the catalogue and its own.</summary>
internal sealed class CommandFlags(Command command)
{
    private readonly List<FlagLine> _lines = [];

    /// <summary>The command.</summary>
    public Command Command { get; } = command;

    /// <summary>Its flags, in the order in which they were added.</summary>
    public IReadOnlyList<FlagLine> Lines => _lines;

    /// <summary>Example invocations for the end of the help text.</summary>
    public IReadOnlyList<UsageExample> Examples { get; init; } = [];

    /// <summary>Adds settings of the catalogue.</summary>
    public void AddSettings(IEnumerable<OptionEntry> entries)
    {
        foreach (var entry in entries)
        {
            // Values stay text here: the catalogue parses them, and speaks for itself when it cannot.
            Option option = entry.Kind == OptionKind.Switch
                ? new Option<bool>(entry.Flag) { Arity = ArgumentArity.ZeroOrOne }
                : new Option<string>(entry.Flag) { Arity = ArgumentArity.ExactlyOne };
            Register(new FlagLine(option, entry.Group, entry.ValueName, entry.Help, Entry: entry));
        }
    }

    /// <summary>Adds a flag that is no setting.</summary>
    public Option<string> AddValue(string flag, OptionGroup group, string valueName, string help, string defaultText = "", bool valueMayBeLeftOut = false)
    {
        var option = new Option<string>(flag) { Arity = valueMayBeLeftOut ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne };
        Register(new FlagLine(option, group, valueMayBeLeftOut ? $"[{valueName}]" : valueName, help, defaultText));
        return option;
    }

    /// <summary>Adds a switch that is no setting.</summary>
    public Option<bool> AddSwitch(string flag, OptionGroup group, string help)
    {
        var option = new Option<bool>(flag) { Arity = ArgumentArity.Zero };
        Register(new FlagLine(option, group, "", help));
        return option;
    }

    /// <summary>The settings that the command line names.</summary>
    public IReadOnlyDictionary<OptionEntry, string> ReadSettings(ParseResult parsed)
    {
        var settings = new Dictionary<OptionEntry, string>();
        foreach (var line in _lines)
        {
            if (line.Entry is { } entry && parsed.GetResult(line.Option) is { Implicit: false } result)
            {
                settings[entry] = result.Tokens.Count == 0 ? "true" : result.Tokens[^1].Value;
            }
        }

        return settings;
    }

    /// <summary>Whether the command line names a flag.</summary>
    public static bool IsGiven(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    /// <summary>The value of a flag, or null where it or its value is not given.</summary>
    public static string? ValueOf(ParseResult parsed, Option option) =>
        parsed.GetResult(option) is OptionResult { Tokens.Count: > 0 } result ? result.Tokens[^1].Value : null;

    private void Register(FlagLine line)
    {
        _lines.Add(line);
        Command.Options.Add(line.Option);
    }
}
