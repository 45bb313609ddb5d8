using System.CommandLine;
using System.CommandLine.Invocation;
using EmotionNet.Configuration;

namespace EmotionNet.Cli.Options;

/// <summary>Prints what a command does: its flags under headings with their defaults, its commands, examples.</summary>
internal sealed class HelpText(IReadOnlyDictionary<Command, CommandFlags> commands) : SynchronousCommandLineAction
{
    private const int FlagWidth = 34;

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        // At once: the console's own writer would flush each line.
        using var text = new StringWriter();
        Write(parseResult.CommandResult.Command, text);
        parseResult.InvocationConfiguration.Output.Write(text);
        return ExitCodes.Done;
    }

    /// <summary>Writes the help text of one command.</summary>
    public void Write(Command command, TextWriter output)
    {
        var name = UsageError.NameOf(command);
        output.WriteLine(command.Description);
        output.WriteLine();
        output.WriteLine("Usage:");
        if (command.Subcommands.Count > 0)
        {
            output.WriteLine($"  {name} <command> [flags]");
        }

        var flags = commands.GetValueOrDefault(command);
        if (flags is not null)
        {
            output.WriteLine($"  {name} [flags]");
        }

        if (command.Subcommands.Count > 0)
        {
            output.WriteLine();
            output.WriteLine("Commands:");
            foreach (var sub in command.Subcommands)
            {
                WriteEntry(output, sub.Name, sub.Description ?? "");
            }
        }

        WriteFlags(output, flags);
        WriteExamples(output, flags);
    }

    private static void WriteFlags(TextWriter output, CommandFlags? flags)
    {
        foreach (var group in Enum.GetValues<OptionGroup>())
        {
            var lines = (flags?.Lines ?? []).Where(line => line.Group == group).ToList();
            if (lines.Count == 0)
            {
                continue;
            }

            output.WriteLine();
            output.WriteLine($"{group}:");
            foreach (var line in lines)
            {
                var defaultText = line.Entry is null ? line.Default : DefaultOf(line.Entry);
                WriteEntry(output, $"{line.Option.Name} {line.ValueName}".TrimEnd(), defaultText.Length == 0 ? line.Help : $"{line.Help} [{defaultText}]");
            }
        }

        output.WriteLine();
        output.WriteLine("Help:");
        WriteEntry(output, "--help, -h", "show this text");
        if (flags?.Command is RootCommand)
        {
            WriteEntry(output, "--version", "show the version");
        }
    }

    private static string DefaultOf(OptionEntry entry)
    {
        var words = OptionCatalog.Modes.Select(mode => Word(entry, ModePresets.For(mode.Value))).ToList();
        return entry == OptionCatalog.Mode || words.Distinct().Count() == 1
            ? words[0]
            : $"by mode: {string.Join(", ", OptionCatalog.Modes.Zip(words, (mode, word) => $"{mode.Word} {word}"))}";
    }

    private static string Word(OptionEntry entry, TrainingOptions options) =>
        entry.Kind == OptionKind.Switch ? (entry.Read(options) == "true" ? "on" : "off") : entry.Read(options);

    private static void WriteExamples(TextWriter output, CommandFlags? flags)
    {
        if (flags is not { Examples.Count: > 0 })
        {
            return;
        }

        output.WriteLine();
        output.WriteLine("Examples:");
        foreach (var (purpose, line) in flags.Examples)
        {
            output.WriteLine($"  # {purpose}");
            output.WriteLine($"  {line}");
        }

        if (flags.Command is RootCommand)
        {
            output.WriteLine();
            output.WriteLine("A value in [brackets] is the default. Settings come from the mode's preset, then --config-file, then flags.");
            output.WriteLine(
                $"Keys of a configuration file are the flags without dashes: {{ \"{OptionCatalog.Entries[1].Name}\": \"...\" }}; a switch is true or false.");
            output.WriteLine("Exit codes: 0 done, 2 bad input, 1 a bug; with the state saved, 130 stopped by Ctrl-C, 143 by SIGTERM, 129 by SIGHUP.");
        }
    }

    private static void WriteEntry(TextWriter output, string left, string right)
    {
        var width = Math.Max(40, LineWidth() - FlagWidth - 2);
        var lines = Wrap(right, width).ToList();
        if (left.Length >= FlagWidth)
        {
            output.WriteLine($"  {left}");
            left = "";
        }

        output.WriteLine($"  {left.PadRight(FlagWidth)}{lines[0]}");
        foreach (var line in lines.Skip(1))
        {
            output.WriteLine($"  {new string(' ', FlagWidth)}{line}");
        }
    }

    private static int LineWidth() => Console.IsOutputRedirected ? 120 : Math.Clamp(Console.WindowWidth, 80, 140);

    private static IEnumerable<string> Wrap(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = word;
            }
            else
            {
                line = line.Length == 0 ? word : $"{line} {word}";
            }
        }

        yield return line;
    }
}
