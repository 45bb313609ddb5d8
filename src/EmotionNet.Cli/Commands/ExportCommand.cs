using System.Globalization;
using EmotionNet.Checkpoints;
using EmotionNet.Cli.Display;
using EmotionNet.Runtime;

namespace EmotionNet.Cli.Commands;

/// <summary>Writes weights to hand on.</summary>
internal static class ExportCommand
{
    /// <summary>Runs the command.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(string checkpoint, string target)
    {
        TorchRuntime.Initialize();
        if (Path.GetDirectoryName(Path.GetFullPath(target)) is not { } folder)
        {
            throw new UserInputException($"--out cannot be \"{target}\"", "give it a file of its own, such as fer2013.safetensors");
        }

        OutputFolder.Prepare(folder, "--out");
        Checkpoint.Export(checkpoint, target);
        Screen.Line(string.Create(CultureInfo.InvariantCulture, $"{target}: {new FileInfo(target).Length / 1e6:0.0} "
            + $"MB of half-precision weights; emotionnet evaluate --checkpoint {target} scores them, with --data-dir or --ferplus-dir."));
        return ExitCodes.Done;
    }
}
