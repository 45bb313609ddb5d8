using System.CommandLine;
using System.Globalization;
using EmotionNet.Checkpoints;
using EmotionNet.Cli.Display;
using EmotionNet.Cli.Options;
using EmotionNet.Configuration;
using EmotionNet.Runtime;

namespace EmotionNet.Cli.Commands;

/// <summary><c>export</c>: writes weights to share.</summary>
internal static class ExportCommand
{
    /// <summary>The command.</summary>
    public static CommandFlags Create()
    {
        var flags = new CommandFlags(new Command("export", "Writes the weights of a checkpoint in half precision, to share them."))
        {
            Examples = [new("the best network of a run", "emotionnet export --checkpoint checkpoints/best_model.safetensors --out fer2013.safetensors")],
        };
        var checkpoint = EvaluateCommand.AddCheckpoint(flags);
        var target = flags.AddRequired(
            "--out",
            OptionGroup.Output,
            ValueFormats.Text("FILE", "the file to write, such as fer2013.safetensors", PathKind.FileOrDirectory),
            "the file to write");
        flags.Command.SetAction(parsed => Run(parsed.GetRequiredValue(checkpoint), parsed.GetRequiredValue(target)));
        return flags;
    }

    private static int Run(string checkpoint, string target)
    {
        TorchRuntime.Initialize();
        if (Path.GetDirectoryName(Path.GetFullPath(target)) is not { } directory)
        {
            throw new UserInputException($"--out cannot be \"{target}\"", "give it a file of its own, such as fer2013.safetensors");
        }

        OutputDirectory.Prepare(directory, "--out");
        Checkpoint.Export(checkpoint, target);
        Screen.Line(string.Create(CultureInfo.InvariantCulture, $"{target}: {new FileInfo(target).Length / 1e6:0.0} "
            + $"MB of half-precision weights; emotionnet evaluate --checkpoint {target} scores them, with --data-dir or --ferplus-dir."));
        return ExitCodes.Done;
    }
}
