using System.CommandLine;
using EmotionNet.Cli.Display;
using EmotionNet.Cli.Options;
using EmotionNet.Configuration;
using EmotionNet.Data.Synthetic;
using EmotionNet.Runtime;

namespace EmotionNet.Cli.Commands;

/// <summary><c>data sample</c>: writes the bundled sample.</summary>
internal static class SampleCommand
{
    /// <summary>The command.</summary>
    public static CommandFlags Create()
    {
        var flags = new CommandFlags(new Command("sample", "Writes the bundled sample of drawn faces as FER2013 and FER+ files."))
        {
            Examples = [new("a data set to try everything with", "emotionnet data sample --out data/sample")],
        };
        var directory = flags.AddRequired("--out", OptionGroup.Output, ValueFormats.Directory, "where to write; created if missing");
        flags.AddSettings([OptionCatalog.Find("seed")!]);
        flags.Command.SetAction(parsed => Run(parsed.GetRequiredValue(directory), SettingsSource.Resolve(flags, parsed).Options.Seed));
        return flags;
    }

    private static int Run(string directory, int seed)
    {
        OutputDirectory.Prepare(directory, "--out");
        TorchRuntime.Initialize();
        SyntheticFaces.WriteTo(directory, seed);
        Screen.Line($"The sample is in {directory}. Try it with:");
        Screen.Line($"  emotionnet --mode quick --data-dir {directory}");
        Screen.Line($"  emotionnet --mode ferplus --ferplus-dir {directory} --epochs 2");
        return ExitCodes.Done;
    }
}
