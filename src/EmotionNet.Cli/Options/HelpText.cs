using System.CommandLine;
using System.CommandLine.Invocation;
using EmotionNet.Configuration;

namespace EmotionNet.Cli.Options;

/// <summary>Prints what a command does: its options under headings with their defaults, its commands, examples.</summary>
internal sealed class HelpText(IReadOnlyDictionary<Command, CommandFlags> commands) : SynchronousCommandLineAction
{
    /// <summary>The exit codes in a sentence.</summary>
    public const string ExitCodeText =
        "Exit codes: 0 done; 1 a bug; 2 bad input; 3 done, but images were skipped, or tasks of a sweep or all trials of a search failed; 4 verify: the numbers differ; stopped with the state saved: 130 by Ctrl-C or SIGUSR1, 143 by SIGTERM, 129 by SIGHUP.";

    private const int NameWidth = 34;

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

    /// <summary>Writes the help of one command.</summary>
    public void Write(Command command, TextWriter output)
    {
        var name = UsageError.NameOf(command);
        var flags = commands.GetValueOrDefault(command);
        var shown = command.Subcommands.Where(sub => !sub.Hidden).ToList();
        WriteParagraph(output, command.Description ?? "");
        output.WriteLine();
        output.WriteLine("Usage:");
        if (flags is { All.Count: > 0 } || shown.Count == 0)
        {
            output.WriteLine($"  {name}{(flags is { All.Count: > 0 } ? " [options]" : "")} {flags?.ArgumentsName}".TrimEnd());
        }

        if (shown.Count > 0)
        {
            output.WriteLine($"  {name} <command> [options]");
            output.WriteLine();
            output.WriteLine("Commands:");
            foreach (var sub in shown)
            {
                WriteEntry(output, sub.Name, sub.Description ?? "");
            }
        }

        if (flags is { ArgumentsName.Length: > 0 })
        {
            output.WriteLine();
            WriteEntry(output, flags.ArgumentsName, flags.ArgumentsHelp);
        }

        WriteOptions(output, flags);
        WriteExamples(output, flags);
    }

    private static void WriteOptions(TextWriter output, CommandFlags? flags)
    {
        // Not GroupBy: grouping by an enum is code that would be compiled at each start.
        foreach (var group in Enum.GetValues<OptionGroup>())
        {
            var members = (flags?.All ?? []).Where(flag => flag.Group == group).ToList();
            if (members.Count == 0)
            {
                continue;
            }

            output.WriteLine();
            output.WriteLine($"{group}:");
            foreach (var flag in members)
            {
                WriteEntry(output, $"{flag.Option.Name} {flag.ValueName}".TrimEnd(), $"{OptionNames.ToCommandLine(flag.Help)} {DefaultOf(flag)}".TrimEnd());
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

    private static string DefaultOf(Flag flag) => flag.Defaults.Count > 0
        ? $"[{string.Join("; ", flag.Defaults.Select(value => value.Mode.Length == 0 ? value.Word : $"{value.Mode}: {value.Word}"))}]"
        : flag.Option.Required ? "[required]" : "";

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
            WriteCommandLine(output, line);
        }

        if (flags.Command is RootCommand)
        {
            output.WriteLine();
            WriteParagraph(
                output,
                "Defaults are in [brackets], with those of a mode where they differ. "
                    + "The preset of --mode comes first, then --config-file, then the options on the command line.");
            WriteParagraph(
                output,
                "A configuration file is a JSON object whose keys are options without the dashes: { \"batch-size\": 64, \"focal-loss\": true }.");
            WriteParagraph(output, ExitCodeText);
        }
    }

    private static void WriteEntry(TextWriter output, string left, string right)
    {
        if (left.Length >= NameWidth)
        {
            output.WriteLine($"  {left}");
            left = "";
        }

        foreach (var line in Wrap(right, LineWidth() - NameWidth - 2))
        {
            output.WriteLine($"  {left.PadRight(NameWidth)}{line}");
            left = "";
        }
    }

    private static void WriteParagraph(TextWriter output, string text)
    {
        foreach (var line in Wrap(text, LineWidth()))
        {
            output.WriteLine(line);
        }
    }

    // A line that can be pasted, broken before an option where it is too long.
    private static void WriteCommandLine(TextWriter output, string line)
    {
        var room = LineWidth() - "   ".Length - " \\".Length;
        for (var indent = "  "; line.Length > 0; indent = "    ")
        {
            var end = line.Length <= room ? -1 : line.LastIndexOf(" --", Math.Min(room, line.Length - 1), StringComparison.Ordinal);
            output.WriteLine(end < 0 ? $"{indent}{line}" : $"{indent}{line[..end]} \\");
            line = end < 0 ? "" : line[(end + 1)..];
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
