using System.CommandLine;
using EmotionNet.Checkpoints;
using EmotionNet.Configuration;

namespace EmotionNet.Cli.Options;

/// <summary>From a command line to the options in force.</summary>
internal static class SettingsSource
{
    /// <summary>Continues a run if there is one: what a job script says that is started any number of times. A directory of that name is <c>./auto</c>.</summary>
    public const string ResumeAuto = "auto";

    /// <summary>Adds <c>--config-file</c>.</summary>
    public static Option<string> AddConfigurationFile(CommandFlags flags) => flags.AddOptional(
        "--config-file",
        OptionGroup.Preset,
        ValueFormats.Text("FILE", "a JSON file", PathKind.FileOrDirectory),
        "JSON file of options, such as the config.json of a run; overrides the preset, and is overridden by options on the command line",
        "none");

    /// <summary>Resolves, validates, and finds the default directories.</summary>
    public static ResolvedOptions Resolve(CommandFlags flags, ParseResult parsed, Option<string>? configurationFile = null)
    {
        var resolved = OptionsResolver.Resolve(ReadFile(parsed, configurationFile), flags.ReadSettings(parsed));
        return resolved with { Options = WithModelOfFile(resolved, DefaultDirectories.Locate(resolved, Directory.GetCurrentDirectory())) };
    }

    /// <summary>What the configuration file and the command line say, apart; no presets.</summary>
    public static (IReadOnlyList<OptionAssignment> File, IReadOnlyList<OptionAssignment> CommandLine) Read(
        CommandFlags flags, ParseResult parsed, Option<string> configurationFile) => (ReadFile(parsed, configurationFile), flags.ReadSettings(parsed));

    // Fine-tuning trains the network that the weights are of.
    private static TrainingOptions WithModelOfFile(ResolvedOptions resolved, TrainingOptions options) => options with
    {
        ModelType = resolved.Given.Contains("model-type") ? options.ModelType : InitialWeights.ModelTypeOf(options) ?? options.ModelType,
    };

    /// <summary>The options of a run that is continued: those it was started with, then configuration file, then command line.</summary>
    /// <param name="flags">The options of the command.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="configurationFile">The option that names a file.</param>
    /// <param name="resumePath">The checkpoint, or null for the last of the checkpoint directory.</param>
    /// <returns>The options and the checkpoint to continue.</returns>
    public static (ResolvedOptions Resolved, string Checkpoint) Resume(
        CommandFlags flags,
        ParseResult parsed,
        Option<string> configurationFile,
        string? resumePath)
    {
        var (file, commandLine) = (ReadFile(parsed, configurationFile), flags.ReadSettings(parsed));
        var directory = file.Concat(commandLine).Aggregate(new TrainingOptions(), (options, assignment) => assignment.Apply(options)).CheckpointDirectory;
        var checkpoint = RunDirectory.FindResumable(directory, resumePath);
        var saved = Checkpoint.DescribeRun(checkpoint).Options;
        return (OptionsResolver.Resolve(
            [
                .. OptionCatalog.Entries.Select(entry => entry.CopyFrom(saved)),
                OptionCatalog.CheckpointDirectory.Assign(RunDirectory.HomeOf(checkpoint)),
                .. file,
            ],
            commandLine), checkpoint);
    }

    /// <summary>
    /// The options of a run, the checkpoint to continue it from where its directory has one, which must be of the same settings, and whether it was
    /// killed there before it saved one, so that it starts again.
    /// </summary>
    public static (ResolvedOptions Resolved, string? Checkpoint, bool StartsAgain) ResumeOrStart(
        CommandFlags flags, ParseResult parsed, Option<string> configurationFile)
    {
        var resolved = Resolve(flags, parsed, configurationFile);
        var directory = resolved.Options.CheckpointDirectory;
        var state = RunDirectory.FindState(directory);
        if (state is not null && resolved.Options.InitFrom is not null && !resolved.Given.Contains("model-type"))
        {
            // The file that named it may be gone.
            resolved = resolved with { Options = resolved.Options with { ModelType = Checkpoint.DescribeRun(state).Options.ModelType } };
        }

        return (resolved, state, RunDirectory.IsUnsaved(directory));
    }

    private static IReadOnlyList<OptionAssignment> ReadFile(ParseResult parsed, Option<string>? configurationFile) =>
        configurationFile is not null && parsed.GetValue(configurationFile) is { } path ? ConfigurationFile.Read(path) : [];
}
