using System.Globalization;
using EmotionNet.Cli.Display;
using EmotionNet.Numerics;
using EmotionNet.Training;

namespace EmotionNet.Cli.Commands;

/// <summary>Writes weights to hand on.</summary>
internal static class ExportCommand
{
    /// <summary>Runs the command.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(string checkpoint, string target)
    {
        TorchRuntime.Initialize();
        OutputFolder.Prepare(Path.GetDirectoryName(Path.GetFullPath(target))!, "--out");
        Checkpoint.Export(checkpoint, target);
        Screen.Line(string.Create(CultureInfo.InvariantCulture, $"{target}: {new FileInfo(target).Length / 1e6:0.0} MB of half-precision weights; score them with emotionnet evaluate --checkpoint {target}."));
        return ExitCodes.Done;
    }
}
