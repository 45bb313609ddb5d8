using EmotionNet.Cli.Display;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Files;
using EmotionNet.Reporting;
using EmotionNet.Runtime;
using EmotionNet.Training;

namespace EmotionNet.Cli.Commands;

/// <summary>Draws an augmented batch.</summary>
internal static class PreviewCommand
{
    /// <summary>Runs the command.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(ResolvedOptions resolved, string picture)
    {
        if (!picture.EndsWith(".png", StringComparison.OrdinalIgnoreCase))
        {
            throw new UserInputException($"--out cannot be \"{picture}\"", "give a file name that ends in .png");
        }

        string[] sources = [resolved.Options.DataDirectory, resolved.Options.BalancedDirectory, resolved.Options.FerPlusDirectory];
        if (File.Exists(picture) && sources.Any(source => PathIdentity.IsInside(source, picture)))
        {
            throw new UserInputException("this is a file of the data set", "give --out another file", picture);
        }

        if (Path.GetDirectoryName(picture) is { Length: > 0 } folder)
        {
            OutputFolder.Prepare(folder, "--out");
        }

        TorchRuntime.Initialize();
        var data = TrainingData.Load(resolved, DataSplit.Training);
        using var faces = data.Faces;
        foreach (var note in data.Notes)
        {
            Screen.Line(note);
        }

        AugmentationPreview.Write(picture, faces.Training!, resolved.Options, resolved.Options.Seed);
        Screen.Line($"Faces of {faces.Layout}, as they are and augmented: {picture}");
        return ExitCodes.Done;
    }
}
