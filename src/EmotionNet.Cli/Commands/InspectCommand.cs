using System.CommandLine;
using EmotionNet.Cli.Display;
using EmotionNet.Cli.Options;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Data.Duplicates;
using EmotionNet.Data.FerPlus;
using EmotionNet.Runtime;
using EmotionNet.Training;

namespace EmotionNet.Cli.Commands;

/// <summary><c>data inspect</c>: names the layout of a data set, counts its faces, and finds duplicates and near-duplicates.</summary>
internal static class InspectCommand
{
    /// <summary>The options that say which data a command reads.</summary>
    public static readonly string[] DataOptions = ["mode", "data-dir", "classes", "use-balanced", "balanced-dir", "ferplus-dir", "ferplus-mode"];

    /// <summary>The command.</summary>
    public static CommandFlags Create()
    {
        var flags = new CommandFlags(new Command(
            "inspect",
            "Names the layout of a data set, counts the faces of each class in each split, and finds duplicates and near-duplicates."))
        {
            Examples = [new("how many faces each FER+ label rule keeps", "emotionnet data inspect --mode ferplus --ferplus-dir FERPlus-master")],
        };
        flags.AddSettings(OptionCatalog.Entries.Where(entry => DataOptions.Contains(entry.Name)));
        flags.Command.SetAction(parsed => Run(SettingsSource.Resolve(flags, parsed)));
        return flags;
    }

    private static int Run(ResolvedOptions resolved)
    {
        TorchRuntime.Initialize();
        var options = resolved.Options;
        using (var faces = Load(resolved))
        {
            Screen.Line($"Data: {faces.Layout}");
            foreach (var warning in faces.Warnings)
            {
                Screen.Line($"Warning: {OptionNames.ToCommandLine(warning)}");
            }

            Screen.Show(Tables.Classes(faces));
            Screen.Line();
            Screen.Line("Duplicates and near-duplicates, mirror images included:");
            Screen.Show(Tables.Duplicates(DuplicateCounts.Of(faces)));
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

    // The data set as it is on the disk, without the subset of quick mode.
    internal static EmotionDataset Load(ResolvedOptions resolved)
    {
        if (TrainingData.UsesSample(resolved))
        {
            return TrainingData.Load(resolved).Faces;
        }

        var mode = resolved.Options.Mode == TrainingMode.FerPlus ? TrainingMode.FerPlus : TrainingMode.Default;
        return TrainingData.Load(resolved with { Options = resolved.Options with { Mode = mode } }).Faces;
    }
}
