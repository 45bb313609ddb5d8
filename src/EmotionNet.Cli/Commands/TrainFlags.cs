using System.CommandLine;
using EmotionNet.Cli.Options;
using EmotionNet.Configuration;
using Serilog.Events;

namespace EmotionNet.Cli.Commands;

/// <summary>What a training run was asked for.</summary>
/// <param name="Resolved">The settings.</param>
/// <param name="ResumePath">The checkpoint to continue, or null for a new run.</param>
/// <param name="Overwrite">Whether an earlier run in the directory may be replaced.</param>
/// <param name="LogLevel">The least of what is logged.</param>
/// <param name="Arguments">The command line, to tell how to resume.</param>
internal sealed record TrainRequest(ResolvedOptions Resolved, string? ResumePath, bool Overwrite, LogEventLevel LogLevel, IReadOnlyList<string> Arguments);

/// <summary>The flags of the root command, which trains.</summary>
internal static class TrainFlags
{
    private static readonly string[] Levels = ["debug", "information", "warning", "error"];

    /// <summary>Adds the flags and the action.</summary>
    public static CommandFlags AddTo(RootCommand root, string[] arguments)
    {
        var flags = new CommandFlags(root)
        {
            Examples =
            [
                new("a smoke run of at most two minutes; without data on a bundled sample", "emotionnet --mode quick"),
                new("FER2013 in full, with the residual branches dropped at random", "emotionnet --data-dir data/fer2013 --stochastic-depth"),
                new(
                    "FER+ with the distribution of the votes as the target, continued where it stopped",
                    "emotionnet --mode ferplus --ferplus-dir FERPlus-master --ferplus-mode probability --resume"),
            ],
        };
        flags.AddSettings(OptionCatalog.Entries);
        var configurationFile = SettingsSource.AddConfigurationFile(flags);
        var resume = flags.AddValue(
            "--resume",
            OptionGroup.Output,
            "PATH",
            "continue a run with its own settings, from its last.safetensors; without a path from that in --checkpoint-dir",
            valueMayBeLeftOut: true);
        var overwrite = flags.AddSwitch(
            "--overwrite",
            OptionGroup.Output,
            "replace an earlier run in --checkpoint-dir; quick mode replaces one of quick mode without it");
        var dryRun = flags.AddSwitch("--dry-run", OptionGroup.Output, "print the resolved settings as JSON and leave");
        var logLevel = flags.AddValue(
            "--log-level",
            OptionGroup.Output,
            string.Join('|', Levels),
            "least of what goes to train.log and to redirected output",
            "information");

        root.SetAction(parsed =>
        {
            var (resolved, checkpoint) = CommandFlags.IsGiven(parsed, resume)
                ? SettingsSource.Resume(flags, parsed, configurationFile, CommandFlags.ValueOf(parsed, resume))
                : (SettingsSource.Resolve(flags, parsed, configurationFile), null);
            var level = ReadLevel(CommandFlags.ValueOf(parsed, logLevel));
            if (CommandFlags.IsGiven(parsed, dryRun))
            {
                foreach (var warning in IneffectiveOptions.Find(resolved))
                {
                    Console.Error.WriteLine($"Warning: {warning}");
                }

                Console.Out.Write(ConfigurationFile.ToJson(resolved.Options));
                return ExitCodes.Done;
            }

            return TrainCommand.Run(new TrainRequest(resolved, checkpoint, CommandFlags.IsGiven(parsed, overwrite), level, arguments));
        });
        return flags;
    }

    private static LogEventLevel ReadLevel(string? text) => text is null
        ? LogEventLevel.Information
        : Levels.Contains(text)
            ? Enum.Parse<LogEventLevel>(text, ignoreCase: true)
            : throw new UserInputException($"--log-level cannot be \"{text}\"", $"give one of: {string.Join(", ", Levels)}");
}
