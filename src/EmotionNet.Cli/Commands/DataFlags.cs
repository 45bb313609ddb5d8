using System.CommandLine;
using System.Globalization;
using EmotionNet.Cli.Options;
using EmotionNet.Configuration;

namespace EmotionNet.Cli.Commands;

/// <summary>The flags of <c>data inspect</c>, <c>data sample</c> and <c>data preview</c>.</summary>
internal static class DataFlags
{
    private static readonly string[] Sources = ["mode", "data-dir", "use-balanced", "balanced-dir", "ferplus-dir", "ferplus-mode"];

    /// <summary><c>data inspect</c>.</summary>
    public static CommandFlags Inspect()
    {
        var flags = new CommandFlags(new Command("inspect", "Names the layout of a data set and counts the faces of each class in each split."))
        {
            Examples = [new("how many faces each FER+ label rule keeps", "emotionnet data inspect --mode ferplus --ferplus-dir FERPlus-master")],
        };
        flags.AddSettings(OptionCatalog.Entries.Where(entry => Sources.Contains(entry.Name)));
        flags.Command.SetAction(parsed => InspectCommand.Run(SettingsSource.Resolve(flags, parsed)));
        return flags;
    }

    /// <summary><c>data sample</c>.</summary>
    public static CommandFlags Sample()
    {
        var flags = new CommandFlags(new Command("sample", "Writes the bundled sample of drawn faces as FER2013 and FER+ files."))
        {
            Examples = [new("a data set to try everything with", "emotionnet data sample --out data/sample")],
        };
        var folder = flags.AddValue("--out", OptionGroup.Output, "DIR", "where to write; made if it is not there");
        flags.AddSettings([OptionCatalog.Find("seed")!]);
        flags.Command.SetAction(parsed => SampleCommand.Run(
            CommandFlags.ValueOf(parsed, folder) ?? throw Missing("data sample", "--out", "a folder"),
            int.Parse(OptionCatalog.Find("seed")!.Read(SettingsSource.Resolve(flags, parsed).Options), CultureInfo.InvariantCulture)));
        return flags;
    }

    /// <summary><c>data preview</c>.</summary>
    public static CommandFlags Preview()
    {
        var flags = new CommandFlags(new Command("preview", "Draws an augmented batch as a picture: what the network sees."))
        {
            Examples = [new("the same faces, turned further", "emotionnet data preview --mode quick --rotation 40 --out preview.png")],
        };
        var picture = flags.AddValue("--out", OptionGroup.Output, "PNG", "the picture to write");
        flags.AddSettings(
            OptionCatalog.Entries.Where(entry => Sources.Contains(entry.Name) || entry.Group == OptionGroup.Augmentation || entry.Name == "seed"));
        var configurationFile = SettingsSource.AddConfigurationFile(flags);
        flags.Command.SetAction(parsed => PreviewCommand.Run(
            SettingsSource.Resolve(flags, parsed, configurationFile),
            CommandFlags.ValueOf(parsed, picture) ?? throw Missing("data preview", "--out", "a PNG file")));
        return flags;
    }

    /// <summary>The sentence for a flag that a command cannot do without.</summary>
    public static UserInputException Missing(string command, string flag, string what) => new($"{command} needs {flag}", $"give it {what}");
}
