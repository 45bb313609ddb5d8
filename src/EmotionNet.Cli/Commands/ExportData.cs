using EmotionNet.Augmentation;
using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Data.FerPlus;
using EmotionNet.Export;
using EmotionNet.Inference;
using EmotionNet.Reporting;
using EmotionNet.Runtime;
using EmotionNet.Training;

namespace EmotionNet.Cli.Commands;

/// <summary>The validation faces of an export, and what is fitted on them: the temperature, where the checkpoint has none, and the calibration scores.</summary>
internal static class ExportData
{
    /// <summary>Loads the data that the command line names.</summary>
    /// <param name="checkpoint">The network.</param>
    /// <param name="fer2013">FER2013 with validation images, or null.</param>
    /// <param name="ferPlus">FER+ with validation images, or null.</param>
    /// <returns>The data, whose classes are the network's; null where none is named.</returns>
    /// <exception cref="UserInputException">Two are named, or one cannot be read or has no validation split or other classes.</exception>
    public static EmotionDataset? Load(string checkpoint, string? fer2013, string? ferPlus)
    {
        if (fer2013 is not null && ferPlus is not null)
        {
            throw new UserInputException(
                "export takes one data set, not both --data-dir and --ferplus-dir", "give the one that the network was trained on");
        }

        if (fer2013 is null && ferPlus is null)
        {
            return null;
        }

        var run = Checkpoint.Describe(checkpoint);
        var data = ferPlus is not null
            ? FerPlusDataset.LoadToScore(ferPlus, LabelMode.Majority, DataSplit.Validation)
            : ScoringData.Load(fer2013!, run, DataSplit.Validation);
        try
        {
            CheckpointEvaluation.RequireClasses(run, CheckpointEvaluation.FacesOf(data, DataSplit.Validation), checkpoint);
            Warnings.Show([.. DatasetAssembly.WarningsToScore(data), .. Difference(run, data, ferPlus)]);
            return data;
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    // FER+ in the label mode of the run, whose digest is of the targets too.
    private static IEnumerable<string> Difference(CheckpointDescription run, EmotionDataset data, string? ferPlus)
    {
        using var voted = ferPlus is not null && run.Options is { Mode: TrainingMode.FerPlus, FerPlusMode: not LabelMode.Majority }
            ? FerPlusDataset.Load(ferPlus, run.Options.FerPlusMode, DataSplit.Validation)
            : null;
        if (RunData.ValidationDifference(run, (voted ?? data).Validation!, data.Layout) is { } difference)
        {
            yield return $"{difference} The export is calibrated on them all the same: what predict says of its confidence, and the sets of --coverage, "
                + "hold for faces like those that the network was validated on, and not where it was trained on these.";
        }
    }

    /// <summary>The temperature of an export, and where it is from.</summary>
    public static (double Temperature, string Origin) FindTemperature(string checkpoint, EmotionDataset? data)
    {
        if (OnnxExporter.TemperatureOf(checkpoint) is { } saved)
        {
            return (saved, "from the checkpoint");
        }

        if (data is null)
        {
            return (1, "(the checkpoint has none; give --data-dir or --ferplus-dir to fit it)");
        }

        var scores = CheckpointEvaluation.Evaluate(checkpoint, data, DataSplit.Validation, TtaMode.None, "cpu", PrecisionChoice.Fp32).All;
        return (scores.Calibration!.Temperature!.Value, "fitted on the validation faces");
    }

    /// <summary>The calibration scores as a sentence that follows that of the file.</summary>
    public static string Describe(ConformalCalibration conformal) =>
        $"With the calibration scores of {Display.Tables.Count(conformal.Faces)} validation faces, for predict --coverage.";
}
