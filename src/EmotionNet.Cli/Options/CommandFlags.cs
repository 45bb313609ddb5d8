using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using EmotionNet.Configuration;

namespace EmotionNet.Cli.Options;

/// <summary>The options of one command: entries of the catalogue and its own.</summary>
internal sealed class CommandFlags(Command command)
{
    private readonly List<Flag> _flags = [];

    /// <summary>The command.</summary>
    public Command Command { get; } = command;

    /// <summary>Its options, in the order in which they were added.</summary>
    public IReadOnlyList<Flag> All => _flags;

    /// <summary>What may stand without an option, as the usage shows it: <c>SOURCE...</c>; empty where nothing may.</summary>
    public string ArgumentsName { get; private set; } = "";

    /// <summary>What those are, for the help.</summary>
    public string ArgumentsHelp { get; private set; } = "";

    /// <summary>Ends a command line with errors, for a command that several processes run together; null for the usual end, an exception.</summary>
    public Func<ParseResult, UserInputException, int>? Refuse { get; set; }

    /// <summary>Example invocations for the end of the help.</summary>
    public IReadOnlyList<UsageExample> Examples { get; init; } = [];

    /// <summary>Adds entries of the catalogue.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="help">Other words for some of them, by name, where an option does less in this command.</param>
    public void AddSettings(IEnumerable<OptionEntry> entries, IReadOnlyDictionary<string, string>? help = null)
    {
        foreach (var entry in entries)
        {
            var text = help?.GetValueOrDefault(entry.Name) ?? entry.Help;
            Register(new Flag(TypedOption.Create(entry), entry.Group, entry.ValueName, entry.Expects, text) { Entry = entry });
        }
    }

    /// <summary>Adds an option that the command cannot do without.</summary>
    public Option<T> AddRequired<T>(string name, OptionGroup group, ValueFormat<T> format, string help)
        where T : class
    {
        var option = TypedOption.Create(name, format);
        option.Required = true;
        Register(new Flag(option, group, format.ValueName, format.Expects, help));
        return option;
    }

    /// <summary>Adds an option that takes one of a few words.</summary>
    public Option<OptionChoice<T>> AddChoice<T>(string name, OptionGroup group, string help, OptionChoice<T> usual, IReadOnlyList<OptionChoice<T>> choices)
        where T : notnull
    {
        var format = ValueFormats.OneOf(choices);
        var option = TypedOption.Create(name, format);
        option.DefaultValueFactory = _ => usual;
        Register(new Flag(option, group, format.ValueName, format.Expects, help, usual.Word));
        return option;
    }

    /// <summary>Adds an option that may be left out, and then is null.</summary>
    /// <param name="name">Its name with its dashes.</param>
    /// <param name="group">The heading it stands under.</param>
    /// <param name="format">How its value is written.</param>
    /// <param name="help">What it does.</param>
    /// <param name="defaultText">What happens without it, in a word.</param>
    /// <param name="isValueOptional">Whether its value may be left out.</param>
    public Option<T> AddOptional<T>(string name, OptionGroup group, ValueFormat<T> format, string help, string defaultText = "", bool isValueOptional = false)
        where T : class
    {
        var option = TypedOption.Create(name, format, isValueOptional);
        Register(new Flag(option, group, isValueOptional ? $"[{format.ValueName}]" : format.ValueName, format.Expects, help, defaultText));
        return option;
    }

    /// <summary>Adds an option that takes one path or more, and may be left out.</summary>
    public Option<string[]> AddPathList(string name, OptionGroup group, string valueName, string help, string defaultText)
    {
        var option = new Option<string[]>(name) { Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = true };
        option.CompletionSources.Clear();
        option.CompletionSources.Add(context => PathCompletion.Find(context.WordToComplete, PathKind.FileOrDirectory));
        Register(new Flag(option, group, valueName, "one path or more", help, defaultText));
        return option;
    }

    /// <summary>Adds an option that takes a whole number and may be left out, and then is null.</summary>
    public Option<OptionNumber> AddNumber(string name, OptionGroup group, int minimum, int maximum, string help, string defaultText) =>
        AddBoxed(name, group, ValueFormats.Integer(minimum, maximum), value => new OptionNumber(value), boxed => boxed.Value, help, defaultText);

    /// <summary>Adds an option that takes a number and may be left out, and then is null.</summary>
    public Option<OptionReal> AddReal(string name, OptionGroup group, NumberRange range, string help, string defaultText) =>
        AddBoxed(name, group, ValueFormats.Number(range), value => new OptionReal(value), boxed => boxed.Value, help, defaultText);

    /// <summary>Lets paths stand without an option.</summary>
    /// <param name="name">As the usage shows them.</param>
    /// <param name="help">What they are.</param>
    public Argument<string[]> AddPaths(string name, string help)
    {
        (ArgumentsName, ArgumentsHelp) = (name, help);
        var paths = new Argument<string[]>(name) { Arity = ArgumentArity.ZeroOrMore };
        paths.CompletionSources.Clear();
        paths.CompletionSources.Add(context => PathCompletion.Find(context.WordToComplete, PathKind.FileOrDirectory));
        Command.Arguments.Add(paths);
        return paths;
    }

    /// <summary>Reads the paths. The parser takes an option that it does not know for one; after <c>--</c> it is one.</summary>
    /// <exception cref="UserInputException">One is an option that is not known.</exception>
    public string[] ReadPaths(ParseResult parsed, Argument<string[]> argument)
    {
        var paths = parsed.GetValue(argument) ?? [];
        var afterDashes = parsed.Tokens.SkipWhile(token => token.Value != "--").Select(token => token.Value).ToHashSet();
        return paths.FirstOrDefault(path => path.Length > 1 && path[0] == '-' && !afterDashes.Contains(path)) is { } option
            ? throw UsageError.UnknownOption(option, this)
            : paths;
    }

    /// <summary>Reads the only path.</summary>
    /// <exception cref="UserInputException">There is none, or more than one.</exception>
    public string ReadPath(ParseResult parsed, Argument<string[]> argument)
    {
        var paths = ReadPaths(parsed, argument);
        var name = UsageError.NameOf(Command);
        return paths.Length == 1 ? paths[0] : throw new UserInputException(
            $"{name} takes one {ArgumentsName}, and {(paths.Length == 0 ? "none is" : $"{paths.Length} are")} given", $"see {name} --help");
    }

    /// <summary>Adds a switch.</summary>
    public Option<bool> AddSwitch(string name, OptionGroup group, string help)
    {
        var option = new Option<bool>(name) { Arity = ArgumentArity.Zero };
        Register(new Flag(option, group, "", "no value", help));
        return option;
    }

    /// <summary>The entries of the catalogue that the command line names, with their values.</summary>
    public IReadOnlyList<OptionAssignment> ReadSettings(ParseResult parsed) =>
    [
        .. _flags.Where(flag => flag.Entry is not null && flag.IsGiven(parsed))
            .Select(flag => parsed.GetRequiredValue((Option<OptionAssignment>)flag.Option)),
    ];

    /// <summary>Whether the command line names an option.</summary>
    public static bool IsGiven(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    // A value of a struct would be 0 where it is left out.
    private Option<TBox> AddBoxed<T, TBox>(
        string name, OptionGroup group, ValueFormat<T> format, Func<T, TBox> box, Func<TBox, T> unbox, string help, string defaultText)
        where T : notnull
        where TBox : class => AddOptional(name, group, new ValueFormat<TBox>
        {
            Kind = format.Kind,
            ValueName = format.ValueName,
            Expects = format.Expects,
            Parse = (string text, [MaybeNullWhen(false)] out TBox value) =>
            {
                var isValue = format.TryParse(text, out var parsed);
                value = isValue ? box(parsed!) : null;
                return isValue;
            },
            Format = boxed => format.Format(unbox(boxed)),
        }, help, defaultText);

    private void Register(Flag flag)
    {
        _flags.Add(flag);
        Command.Options.Add(flag.Option);
    }
}
