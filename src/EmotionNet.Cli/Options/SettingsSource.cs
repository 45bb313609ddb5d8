using System.CommandLine;
using EmotionNet.Checkpoints;
using EmotionNet.Configuration;

namespace EmotionNet.Cli.Options;

/// <summary>From a command line to settings in force.</summary>
internal static class SettingsSource
{
    /// <summary>Adds <c>--config-file</c>.</summary>
    public static Option<string> AddConfigurationFile(CommandFlags flags) =>
        flags.AddValue("--config-file", OptionGroup.Preset, "FILE", "JSON of settings; mode preset < file < flag", "none");

    /// <summary>Resolves, validates, and finds the default folders.</summary>
    public static ResolvedOptions Resolve(CommandFlags flags, ParseResult parsed, Option<string>? configurationFile = null)
    {
        var resolved = OptionsResolver.Resolve(ReadFile(parsed, configurationFile), flags.ReadSettings(parsed));
        return resolved with { Options = DefaultDirectories.Locate(resolved, Directory.GetCurrentDirectory()) };
    }

    /// <summary>The settings of a run that is continued: those it was started with, then file, then flags.</summary>
    /// <param name="flags">The flags of the command.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="configurationFile">The option that names a file.</param>
    /// <param name="resumePath">The checkpoint, or null for the last of the checkpoint folder.</param>
    /// <returns>The settings and the checkpoint to continue.</returns>
    public static (ResolvedOptions Resolved, string Checkpoint) Resume(
        CommandFlags flags,
        ParseResult parsed,
        Option<string> configurationFile,
        string? resumePath)
    {
        var (file, given) = (ReadFile(parsed, configurationFile), flags.ReadSettings(parsed));
        var folder = OptionCatalog.Find("checkpoint-dir")!;
        var checkpoint = RunDirectory.FindResumable(
            given.GetValueOrDefault(folder) ?? file.GetValueOrDefault(folder) ?? folder.Read(new TrainingOptions()),
            resumePath);
        var saved = Checkpoint.DescribeRun(checkpoint).Options;
        var settings = OptionCatalog.Entries.ToDictionary(entry => entry, entry => entry.Read(saved));
        settings[folder] = RunDirectory.HomeOf(checkpoint);
        foreach (var (entry, text) in file)
        {
            settings[entry] = text;
        }

        return (OptionsResolver.Resolve(settings, given), checkpoint);
    }

    private static IReadOnlyDictionary<OptionEntry, string> ReadFile(ParseResult parsed, Option<string>? configurationFile) =>
        configurationFile is not null && CommandFlags.ValueOf(parsed, configurationFile) is { } path
            ? ConfigurationFile.Read(path)
            : new Dictionary<OptionEntry, string>();
}
