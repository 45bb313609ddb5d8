using System.CommandLine;
using EmotionNet.Cli.Display;
using EmotionNet.Cli.Options;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Files;
using EmotionNet.Reporting;
using EmotionNet.Runtime;
using EmotionNet.Training;

namespace EmotionNet.Cli.Commands;

/// <summary><c>data preview</c>: draws an augmented batch.</summary>
internal static class PreviewCommand
{
    private static readonly ValueFormat<string> Png = ValueFormats.FileNamed("PNG", ".png");

    /// <summary>The command.</summary>
    public static CommandFlags Create()
    {
        var flags = new CommandFlags(new Command("preview", "Draws faces and their augmented versions: what the network sees."))
        {
            Examples = [new("a rotation of up to 40 degrees", "emotionnet data preview --mode quick --rotation 40 --out preview.png")],
        };
        var image = flags.AddRequired("--out", OptionGroup.Output, Png, "the image to write");
        flags.AddSettings(OptionCatalog.Entries.Where(entry =>
            InspectCommand.DataOptions.Contains(entry.Name) || entry.Group == OptionGroup.Augmentation || entry.Name == "seed"));
        var configurationFile = SettingsSource.AddConfigurationFile(flags);
        flags.Command.SetAction(parsed => Run(SettingsSource.Resolve(flags, parsed, configurationFile), parsed.GetRequiredValue(image)));
        return flags;
    }

    private static int Run(ResolvedOptions resolved, string image)
    {
        string[] sources = [resolved.Options.DataDirectory, resolved.Options.BalancedDirectory, resolved.Options.FerPlusDirectory];
        if (File.Exists(image) && sources.Any(source => PathIdentity.IsInside(source, image)))
        {
            throw new UserInputException("this file is in the directory of the data, and would be replaced", "give --out another file", image);
        }

        if (Path.GetDirectoryName(image) is { Length: > 0 } directory)
        {
            OutputDirectory.Prepare(directory, "--out");
        }

        TorchRuntime.Initialize();
        var data = TrainingData.Load(resolved, DataSplit.Training);
        using var faces = data.Faces;
        foreach (var note in data.Notes)
        {
            Screen.Line(OptionNames.ToCommandLine(note));
        }

        AugmentationPreview.Write(image, faces.Training!, resolved.Options, resolved.Options.Seed);
        Screen.Line($"Faces of {faces.Layout}, original and augmented: {image}");
        return ExitCodes.Done;
    }
}
