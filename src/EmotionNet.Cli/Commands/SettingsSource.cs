using System.CommandLine;
using EmotionNet.Configuration;

namespace EmotionNet.Cli.Commands;

/// <summary>From a command line to settings in force.</summary>
internal static class SettingsSource
{
    /// <summary>Adds <c>--config-file</c>.</summary>
    public static Option<string> AddConfigurationFile(CommandFlags flags) =>
        flags.AddValue("--config-file", OptionGroup.Preset, "FILE", "JSON of settings; mode preset < file < flag", "none");

    /// <summary>Resolves, validates, and finds the default folders.</summary>
    public static ResolvedOptions Resolve(CommandFlags flags, ParseResult parsed, Option<string>? configurationFile = null)
    {
        var file = configurationFile is not null && CommandFlags.ValueOf(parsed, configurationFile) is { } path
            ? ConfigurationFile.Read(path)
            : new Dictionary<OptionEntry, string>();
        var resolved = OptionsResolver.Resolve(file, flags.ReadSettings(parsed));
        return resolved with { Options = DefaultFolders.Locate(resolved, Directory.GetCurrentDirectory()) };
    }
}
