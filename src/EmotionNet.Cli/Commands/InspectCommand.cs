using EmotionNet.Cli.Display;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Numerics;

namespace EmotionNet.Cli.Commands;

/// <summary>Names a data set's layout and counts its faces.</summary>
internal static class InspectCommand
{
    /// <summary>Runs the command.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(ResolvedOptions resolved)
    {
        TorchRuntime.Initialize();
        var options = resolved.Options;
        using (var faces = Load(resolved))
        {
            Screen.Line($"Data: {faces.Layout}");
            foreach (var warning in faces.Warnings)
            {
                Screen.Line($"Warning: {warning}");
            }

            Screen.Show(Tables.Classes(faces));
            ShowRule(options.FerPlusMode, faces);
        }

        if (options.Mode == TrainingMode.FerPlus)
        {
            foreach (var mode in new[] { LabelMode.Majority, LabelMode.Probability, LabelMode.MultiTarget }.Where(mode => mode != options.FerPlusMode))
            {
                using var faces = FerPlusDataset.Load(options.FerPlusDirectory, mode);
                ShowRule(mode, faces);
            }
        }

        return ExitCodes.Done;
    }

    // The set as it lies there: quick mode's choice of faces is no part of it.
    private static EmotionDataset Load(ResolvedOptions resolved) => TrainingData.UsesSample(resolved)
        ? TrainingData.Load(resolved).Faces
        : TrainingData.Load(resolved with { Options = resolved.Options with { Mode = resolved.Options.Mode == TrainingMode.FerPlus ? TrainingMode.FerPlus : TrainingMode.Default } }).Faces;

    private static void ShowRule(LabelMode mode, EmotionDataset faces)
    {
        if (faces.LabelRuleCounts.Count > 0)
        {
            Screen.Line();
            Screen.Line($"Label rule {OptionCatalog.Find("ferplus-mode")!.Read(new TrainingOptions { FerPlusMode = mode })}:");
            Screen.Show(Tables.LabelRules(faces.LabelRuleCounts));
        }
    }
}
