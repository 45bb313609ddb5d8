using System.CommandLine;
using System.CommandLine.Invocation;
using EmotionNet.Configuration;

namespace EmotionNet.Cli;

/// <summary>Prints what a command does: its flags under headings with their defaults, its commands, examples.</summary>
internal sealed class HelpText(IReadOnlyDictionary<Command, CommandFlags> commands) : SynchronousCommandLineAction
{
    private const int FlagWidth = 34;

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        Write(parseResult.CommandResult.Command, parseResult.InvocationConfiguration.Output);
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
        foreach (var group in (flags?.Lines ?? []).GroupBy(line => line.Group).OrderBy(group => group.Key))
        {
            output.WriteLine();
            output.WriteLine($"{group.Key}:");
            foreach (var line in group)
            {
                WriteEntry(output, $"{line.Option.Name} {line.ValueName}".TrimEnd(), line.Default.Length == 0 ? line.Help : $"{line.Help} [{line.Default}]");
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
            output.WriteLine($"Keys of a configuration file are the flags without dashes: {{ \"{OptionCatalog.Entries[1].Name}\": \"...\" }}; a switch is true or false.");
            output.WriteLine("Exit codes: 0 done, 2 bad input, 130 interrupted with the state saved, 1 a bug.");
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
