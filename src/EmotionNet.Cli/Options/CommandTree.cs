using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using EmotionNet.Cli.Commands;

namespace EmotionNet.Cli.Options;

/// <summary>
/// The commands and their flags. Nothing here touches TorchSharp: each command's work is a class of its own, so that
/// <c>--help</c>, <c>--version</c>, <c>--dry-run</c> and usage errors never load libtorch.
/// </summary>
internal static class CommandTree
{
    /// <summary>What the program is called.</summary>
    public const string ProgramName = "emotionnet";

    /// <summary>Parses and runs a command line.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="UserInputException">The command line, or what it names, is wrong.</exception>
    public static int Run(string[] arguments)
    {
        var commands = new Dictionary<Command, CommandFlags>();
        var root = Build(commands, arguments);
        var parsed = root.Parse(arguments, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        var command = parsed.CommandResult.Command;
        if (parsed.Action is null or ParseErrorAction
            || (parsed.Errors.Count > 0 && parsed.Action is not HelpText and not SynchronousCommandLineAction { ClearsParseErrors: true }))
        {
            throw UsageError.Describe(parsed, commands.GetValueOrDefault(command) ?? new CommandFlags(command));
        }

        RefuseFlagsBeforeCommand(parsed, commands[root], root);
        return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }

    private static RootCommand Build(Dictionary<Command, CommandFlags> commands, string[] arguments)
    {
        var root = new RootCommand("Trains a network that reads the emotion off a face (FER2013, FER+), with TorchSharp.");
        Register(TrainFlags.AddTo(root, arguments));
        var data = new Command("data", "Looks at data sets and writes the bundled sample.");
        data.Subcommands.Add(Register(DataFlags.Inspect()));
        data.Subcommands.Add(Register(DataFlags.Sample()));
        data.Subcommands.Add(Register(DataFlags.Preview()));
        root.Subcommands.Add(data);
        root.Subcommands.Add(Register(ModelFlags.Create()));
        root.Subcommands.Add(Register(EvaluateFlags.Create()));
        root.Subcommands.Add(Register(ExportFlags.Create()));

        foreach (var help in root.Options.OfType<HelpOption>())
        {
            help.Action = new HelpText(commands);
        }

        return root;

        Command Register(CommandFlags flags)
        {
            commands[flags.Command] = flags;
            return flags.Command;
        }
    }

    // The parser would accept `emotionnet --seed 1 data sample` and lose the seed.
    private static void RefuseFlagsBeforeCommand(ParseResult parsed, CommandFlags rootFlags, RootCommand root)
    {
        if (parsed.CommandResult.Command != root && rootFlags.Lines.FirstOrDefault(line => CommandFlags.IsGiven(parsed, line.Option)) is { } misplaced)
        {
            var name = UsageError.NameOf(parsed.CommandResult.Command);
            throw new UserInputException(
                $"{misplaced.Option.Name} stands before the command",
                $"write {name} {misplaced.Option.Name}, if the command has that flag");
        }
    }
}
