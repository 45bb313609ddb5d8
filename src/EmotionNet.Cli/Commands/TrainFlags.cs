using System.CommandLine;
using EmotionNet.Cli.Options;
using EmotionNet.Configuration;
using EmotionNet.Distributed;
using Serilog.Events;

namespace EmotionNet.Cli.Commands;

/// <summary>What to train.</summary>
/// <param name="Resolved">The options.</param>
/// <param name="ResumePath">The checkpoint to continue, or null for a new run.</param>
/// <param name="Overwrite">Whether an earlier run in the directory may be replaced.</param>
/// <param name="LogLevel">The minimum level of what is logged.</param>
/// <param name="Arguments">The command line, for the log.</param>
/// <param name="LogFormat">The format of the log; null for that of the run's log so far, or text.</param>
/// <param name="PauseAfter">The epoch to save the state and leave after; null for the last one, with the final scoring.</param>
internal sealed record TrainRequest(
    ResolvedOptions Resolved,
    string? ResumePath,
    bool Overwrite,
    LogEventLevel LogLevel,
    IReadOnlyList<string> Arguments,
    LogFormat? LogFormat = null,
    int? PauseAfter = null);

/// <summary>The options of the root command, which trains.</summary>
internal static class TrainFlags
{
    private static readonly OptionChoice<LogEventLevel> Information = new("information", LogEventLevel.Information);

    private static readonly OptionChoice<LogEventLevel>[] Levels =
        [new("debug", LogEventLevel.Debug), Information, new("warning", LogEventLevel.Warning), new("error", LogEventLevel.Error)];

    private static readonly OptionChoice<RankSource> Automatic = new("auto", RankSource.Auto);

    private static readonly OptionChoice<LogFormat> Text = new("text", LogFormat.Text);

    /// <summary>Adds the options and the action.</summary>
    public static CommandFlags AddTo(RootCommand root, string[] arguments)
    {
        var flags = new CommandFlags(root)
        {
            Examples =
            [
                new("a smoke test of about two minutes; without data, on a bundled sample", "emotionnet --mode quick"),
                new("FER2013 in full, with stochastic depth", "emotionnet --data-dir data/fer2013 --stochastic-depth"),
                new("the last run again, from where it stopped", "emotionnet --resume"),
                new(
                    "FER+, with the distribution of the votes as the target",
                    "emotionnet --mode ferplus --ferplus-dir FERPlus-master --ferplus-mode probability"),
            ],
        };
        flags.AddSettings(OptionCatalog.Entries);
        var configurationFile = SettingsSource.AddConfigurationFile(flags);
        var resume = flags.AddOptional(
            "--resume",
            OptionGroup.Output,
            ValueFormats.Text("PATH", "a checkpoint, the directory of a run, or auto", PathKind.FileOrDirectory),
            "continue a run with its own options, from its directory or its last.safetensors; without a path, the run in `checkpoint-dir`; "
                + "auto continues that one with the given options, or starts it where there is none yet",
            isValueOptional: true);
        var pauseAfter = flags.AddNumber(
            "--pause-after",
            OptionGroup.Output,
            1,
            int.MaxValue,
            "save the state and leave when this epoch is done, also the last one, without the final scoring; `--resume` continues",
            "never");
        var overwrite = flags.AddSwitch(
            "--overwrite",
            OptionGroup.Output,
            "replace an earlier run in `checkpoint-dir`; quick mode replaces a run of quick mode without it");
        var dryRun = flags.AddSwitch("--dry-run", OptionGroup.Output, "print the options in force as JSON and exit");
        var logLevel = flags.AddChoice(
            "--log-level",
            OptionGroup.Output,
            "minimum level of what goes to train.log and to redirected output",
            Information,
            Levels);
        var logFormat = flags.AddChoice(
            "--log-format",
            OptionGroup.Output,
            "train.log as lines of text or of compact JSON with properties such as RunId, Epoch and Loss; a resumed run keeps the format of its log",
            Text,
            [Text, new("json", LogFormat.Json)]);

        var ranksFrom = flags.AddChoice(
            "--ranks-from",
            OptionGroup.Hardware,
            "where a run finds the processes that train with it: auto is MPI where mpirun or srun started more than one process, mpi is MPI in any case, "
                + "none is a run of its own",
            Automatic,
            [new("none", RankSource.None), new("mpi", RankSource.Mpi), Automatic]);

        root.SetAction(parsed =>
        {
            if (parsed.GetValue(dryRun))
            {
                var resolved = ResolveRun(parsed).Resolved;
                Warnings.Show(IneffectiveOptions.Find(resolved));

                Console.Out.Write(ConfigurationFile.ToJson(resolved.Options));
                return ExitCodes.Done;
            }

            return TrainCommand.Run(parsed.GetRequiredValue(ranksFrom).Value, () => ReadRequest(parsed));
        });

        // The words, because an option that is wrong has no value.
        flags.Refuse = (parsed, problem) => RankedProgram.Refuse(
            parsed.GetResult(ranksFrom) is { Tokens: [var word] } && Enum.TryParse<RankSource>(word.Value, ignoreCase: true, out var source)
                ? source
                : RankSource.Auto,
            problem);
        return flags;

        TrainRequest ReadRequest(ParseResult parsed)
        {
            var (resolved, checkpoint, startsAgain) = ResolveRun(parsed);
            return new(
                resolved,
                checkpoint,
                startsAgain || parsed.GetValue(overwrite),
                parsed.GetRequiredValue(logLevel).Value,
                arguments,
                CommandFlags.IsGiven(parsed, logFormat) ? parsed.GetRequiredValue(logFormat).Value : null,
                parsed.GetValue(pauseAfter)?.Value);
        }

        (ResolvedOptions Resolved, string? Checkpoint, bool StartsAgain) ResolveRun(ParseResult parsed)
        {
            if (!CommandFlags.IsGiven(parsed, resume))
            {
                return (SettingsSource.Resolve(flags, parsed, configurationFile), null, false);
            }

            if (parsed.GetValue(resume) == SettingsSource.ResumeAuto)
            {
                return SettingsSource.ResumeOrStart(flags, parsed, configurationFile);
            }

            var (resolved, checkpoint) = SettingsSource.Resume(flags, parsed, configurationFile, parsed.GetValue(resume));
            return (resolved, checkpoint, false);
        }
    }
}
