using EmotionNet.Cli.Display;
using EmotionNet.Data.Synthetic;
using EmotionNet.Runtime;

namespace EmotionNet.Cli.Commands;

/// <summary>Writes the bundled sample.</summary>
internal static class SampleCommand
{
    /// <summary>Runs the command.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(string directory, int seed)
    {
        OutputFolder.Prepare(directory, "--out");
        TorchRuntime.Initialize();
        SyntheticFaces.WriteTo(directory, seed);
        Screen.Line($"The sample is in {directory}. Try it with:");
        Screen.Line($"  emotionnet --mode quick --data-dir {directory}");
        Screen.Line($"  emotionnet --mode ferplus --ferplus-dir {directory} --epochs 2");
        return ExitCodes.Done;
    }
}
