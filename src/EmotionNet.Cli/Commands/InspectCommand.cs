using EmotionNet.Cli.Display;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Data.Duplicates;
using EmotionNet.Data.FerPlus;
using EmotionNet.Runtime;
using EmotionNet.Training;

namespace EmotionNet.Cli.Commands;

/// <summary>Names a data set's layout, counts its faces, and finds those that are in it more than once.</summary>
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
            Screen.Line();
            Screen.Line("Faces that are the same picture, equal or nearly (mirrored ones too):");
            Screen.Show(Tables.Twins(DuplicateCounts.Of(faces)));
        }

        if (options.Mode == TrainingMode.FerPlus)
        {
            foreach (var rule in FerPlusDataset.CountLabelRules(options.FerPlusDirectory).GroupBy(report => report.Rule))
            {
                Screen.Line();
                Screen.Line($"Label rule {OptionCatalog.Find("ferplus-mode")!.Read(new TrainingOptions { FerPlusMode = rule.Key })}:");
                Screen.Show(Tables.LabelRules(rule.ToDictionary(report => report.Split, report => report.Counts)));
            }
        }

        return ExitCodes.Done;
    }

    // The set as it lies there: quick mode's choice of faces is no part of it.
    private static EmotionDataset Load(ResolvedOptions resolved) => TrainingData.UsesSample(resolved)
        ? TrainingData.Load(resolved).Faces
        : TrainingData.Load(resolved with
        {
            Options = resolved.Options with
            {
                Mode = resolved.Options.Mode == TrainingMode.FerPlus
            ? TrainingMode.FerPlus
            : TrainingMode.Default
            }
        }).Faces;
}
