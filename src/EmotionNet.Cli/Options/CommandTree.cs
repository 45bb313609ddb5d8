using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using EmotionNet.Cli.Commands;

namespace EmotionNet.Cli.Options;

/// <summary>
/// The commands and their options. Building them does not touch TorchSharp, so that <c>--help</c>, <c>--version</c>, <c>--dry-run</c>,
/// shell completion and usage errors never load libtorch.
/// </summary>
internal static class CommandTree
{
    /// <summary>What the program is called.</summary>
    public const string ProgramName = "emotionnet";

    /// <summary>No bundles of short options and no response files: <c>@</c> may start a path.</summary>
    public static ParserConfiguration Parsing { get; } = new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };

    /// <summary>Parses and runs a command line.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="UserInputException">The command line, or what it names, is wrong.</exception>
    public static int Run(string[] arguments)
    {
        var commands = new Dictionary<Command, CommandFlags>();
        var root = Build(commands, arguments);
        var parsed = root.Parse(arguments, Parsing);
        var command = parsed.CommandResult.Command;
        if (parsed.Action is null or ParseErrorAction
            || (parsed.Errors.Count > 0 && parsed.Action is not HelpText and not SynchronousCommandLineAction { ClearsParseErrors: true }))
        {
            var flags = commands.GetValueOrDefault(command) ?? new CommandFlags(command);
            var problem = UsageError.Describe(parsed, flags);
            return flags.Refuse is { } refuse ? refuse(parsed, problem) : throw problem;
        }

        RefuseOptionsBeforeCommand(parsed, commands[root], root);
        return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }

    private static RootCommand Build(Dictionary<Command, CommandFlags> commands, string[] arguments)
    {
        var root = new RootCommand("Trains a network that recognizes the emotion of a face (FER2013, FER+), with TorchSharp.");
        Register(TrainFlags.AddTo(root, arguments));
        var data = new Command("data", "Inspects and audits data sets, previews the augmentation, writes the bundled sample.");
        root.Subcommands.Add(Register(PredictCommand.Create()));
        root.Subcommands.Add(Register(ServeCommand.Create()));
        root.Subcommands.Add(Register(EvaluateCommand.Create()));
        root.Subcommands.Add(Register(CompareCommand.Create()));
        root.Subcommands.Add(Register(ReportCommand.Create()));
        root.Subcommands.Add(Register(EnsembleCommand.Create()));
        root.Subcommands.Add(Register(ExplainCommand.Create()));
        root.Subcommands.Add(Register(ExportCommand.Create()));
        root.Subcommands.Add(Register(VerifyCommand.Create()));
        root.Subcommands.Add(Register(ModelCommand.Create()));
        var sweep = SweepCommand.Create();
        sweep.Command.Subcommands.Add(Register(SweepStatusCommand.Create()));
        root.Subcommands.Add(Register(sweep));
        var tune = TuneCommand.Create();
        tune.Command.Subcommands.Add(Register(TuneStatusCommand.Create()));
        root.Subcommands.Add(Register(tune));
        data.Subcommands.Add(Register(InspectCommand.Create()));
        data.Subcommands.Add(Register(AuditCommand.Create()));
        data.Subcommands.Add(Register(PreviewCommand.Create()));
        data.Subcommands.Add(Register(SampleCommand.Create()));
        root.Subcommands.Add(data);
        var completion = CompletionCommand.Create();
        root.Subcommands.Add(Register(completion[0]));
        foreach (var shell in completion.Skip(1))
        {
            Register(shell);
        }

        root.Subcommands.Add(CreateDocs(commands));

        foreach (var help in root.Options.OfType<HelpOption>())
        {
            help.Action = new HelpText(commands);
            foreach (var alias in help.Aliases.Where(alias => alias != "-h").ToList())
            {
                help.Aliases.Remove(alias); // /h and /? are paths elsewhere
            }
        }

        foreach (var suggest in root.Directives.OfType<SuggestDirective>())
        {
            suggest.Action = new SuggestAction(root, suggest);
        }

        return root;

        Command Register(CommandFlags flags)
        {
            commands[flags.Command] = flags;
            return flags.Command;
        }
    }

    // For the authors of the documentation.
    private static Command CreateDocs(Dictionary<Command, CommandFlags> commands)
    {
        var flags = new Command("flags", "Prints docs/flags.md.");
        flags.SetAction(parsed => FlagsDocument.Write(commands.Values, parsed.InvocationConfiguration.Output));
        return new Command("docs", "Prints the generated documentation.") { Hidden = true, Subcommands = { flags } };
    }

    // The parser would accept `emotionnet --seed 1 data sample` and lose the seed.
    private static void RefuseOptionsBeforeCommand(ParseResult parsed, CommandFlags rootFlags, RootCommand root)
    {
        if (parsed.CommandResult.Command != root && rootFlags.All.FirstOrDefault(flag => flag.IsGiven(parsed)) is { } misplaced)
        {
            var name = UsageError.NameOf(parsed.CommandResult.Command);
            throw new UserInputException(
                $"{misplaced.Option.Name} stands before the command",
                $"write {name} {misplaced.Option.Name}, if the command has that option");
        }
    }
}
