using System.CommandLine;
using EmotionNet.Cli.Commands;
using EmotionNet.Configuration;

namespace EmotionNet.Cli.Options;

/// <summary><c>docs/flags.md</c>: the options of every command as Markdown tables.</summary>
internal static class FlagsDocument
{
    /// <summary>Writes the document.</summary>
    /// <param name="commands">The commands in order; the root command first.</param>
    /// <param name="output">Where to.</param>
    public static void Write(IEnumerable<CommandFlags> commands, TextWriter output)
    {
        output.Write($$"""
            # Options

            Written by `emotionnet docs flags`; a test compares this file with the program. `emotionnet --help` and
            `emotionnet COMMAND --help` print the same in a terminal; `emotionnet --version` prints the version.

            The preset of `--mode` comes first, then `--config-file`, then the options on the command line. `--dry-run` prints the outcome.
            A configuration file is a JSON object whose keys are options without the dashes: `{ "batch-size": 64, "focal-loss": true }`.
            The default is that of `--mode default`; where another mode has its own, it is named with it.
            A switch takes no value on the command line, or `true` or `false`; `--name=value` and `--name value` are the same.

            {{HelpText.ExitCodeText}} Bad input is one sentence on stderr that says what is wrong and how to fix it.

            """);
        foreach (var flags in commands.Where(command => command.All.Count > 0))
        {
            output.Write($"\n## {UsageError.NameOf(flags.Command)}\n\n{flags.Command.Description}\n");
            if (flags.ArgumentsName.Length > 0)
            {
                output.Write($"\n`{UsageError.NameOf(flags.Command)} [options] {flags.ArgumentsName}`: {QuoteOptions(flags.ArgumentsHelp)}\n");
            }

            var groups = flags.All.GroupBy(flag => flag.Group).OrderBy(group => group.Key).ToList();
            if (flags.Command is RootCommand)
            {
                groups.ForEach(group => WriteTable(group, $"\n### {group.Key}\n", output));
                WriteOptimizers(output);
            }
            else
            {
                WriteTable(groups.SelectMany(group => group), "", output);
            }
        }

        output.Write("\n## emotionnet completion\n\nPrints a script that completes commands, options and values in a shell.\n");
        output.Write("\n| command | start-up file | line to add there |\n| --- | --- | --- |\n");
        foreach (var shell in CompletionCommand.Shells)
        {
            output.Write($"| `emotionnet completion {shell.Name}` | `{shell.StartUpFile}` | `{Cell(shell.Line)}` |\n");
        }
    }

    private static void WriteTable(IEnumerable<Flag> flags, string heading, TextWriter output)
    {
        output.Write($"{heading}\n| option | default | meaning |\n| --- | --- | --- |\n");
        foreach (var flag in flags)
        {
            var name = Cell($"{flag.Option.Name} {flag.ValueName}".TrimEnd());
            output.Write($"| `{name}` | {DefaultOf(flag)} | {Cell(QuoteOptions(flag.Help))} |\n");
        }
    }

    // What ModePresets changes where another optimizer is chosen.
    private static void WriteOptimizers(TextWriter output)
    {
        string[] names = ["lr", "max-lr", "weight-decay"];
        var headings = string.Join(" | ", names.Select(name => $"`--{name}`"));
        output.Write($"\n### Defaults by optimizer\n\n| `--optimizer` | {headings} |\n| --- | --- | --- | --- |\n");
        foreach (var (word, optimizer) in OptionCatalog.Optimizers)
        {
            var options = ModePresets.For(TrainingMode.Default, optimizer);
            output.Write($"| `{word}` | {string.Join(" | ", names.Select(name => $"`{OptionCatalog.Find(name)!.Read(options)}`"))} |\n");
        }
    }

    private static string DefaultOf(Flag flag) => flag.Defaults.Count > 0
        ? string.Join("; ", flag.Defaults.Select(value => value.Mode.Length == 0 ? $"`{value.Word}`" : $"{value.Mode}: `{value.Word}`"))
        : flag.Option.Required ? "required" : "";

    private static string QuoteOptions(string help) => OptionNames.Replace(help, flag => $"`{flag}`");

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
