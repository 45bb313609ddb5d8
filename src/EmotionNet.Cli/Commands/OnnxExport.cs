using System.Globalization;
using EmotionNet.Augmentation;
using EmotionNet.Checkpoints;
using EmotionNet.Cli.Display;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Data.Fer2013;
using EmotionNet.Data.FerPlus;
using EmotionNet.Export;
using EmotionNet.Runtime;

namespace EmotionNet.Cli.Commands;

/// <summary>The part of <c>export</c> that writes ONNX: nothing is written before the model gave the probabilities of the network.</summary>
internal static class OnnxExport
{
    /// <summary>The settings that name validation data.</summary>
    public static readonly string[] Settings = ["data-dir", "ferplus-dir"];

    /// <summary>Exports, compares, writes.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(string checkpoint, string target, bool half, ResolvedOptions settings)
    {
        OnnxFile.RequireTarget(checkpoint, target);
        TorchRuntime.Initialize();
        using var data = LoadValidation(settings);
        var (temperature, origin) = FindTemperature(checkpoint, data);
        var model = OnnxExporter.Export(checkpoint, new OnnxExportOptions { Half = half, Temperature = temperature });
        var (difference, faces) = OnnxVerification.Compare(model, checkpoint, temperature, data?.Validation);
        var tolerance = half ? OnnxVerification.HalfTolerance : OnnxVerification.Tolerance;
        var comparedOn = $"{faces} {(data is null ? "faces of the bundled sample" : "validation faces")}";
        if (!(difference <= tolerance)) // not a number is a failure
        {
            Console.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{target} was not written: on {comparedOn} a probability of ONNX Runtime differs from TorchSharp's "
                + $"by {difference:0.0e+0}, allowed is {tolerance:0.0e+0}{(half ? "; export without --half" : "")}."));
            return ExitCodes.Bug;
        }

        OnnxFile.Write(target, model);
        Screen.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{target}: {model.Length / 1e6:0.0} MB, ONNX opset {OnnxExporter.Opset}, temperature {temperature:0.000} {origin}; "
            + $"on {comparedOn} the probabilities of ONNX Runtime and TorchSharp differ by at most {difference:0.0e+0}."));
        return ExitCodes.Done;
    }

    private static (double Temperature, string Origin) FindTemperature(string checkpoint, EmotionDataset? data)
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

    private static EmotionDataset? LoadValidation(ResolvedOptions settings)
    {
        if (settings.Given.Contains("data-dir") && settings.Given.Contains("ferplus-dir"))
        {
            throw new UserInputException("export takes one data set, not both --data-dir and --ferplus-dir", "give the one that the network was trained on");
        }

        return settings.Given.Contains("data-dir") ? Fer2013Dataset.Load(settings.Options.DataDirectory, DataSplit.Validation)
            : settings.Given.Contains("ferplus-dir") ? FerPlusDataset.LoadToScore(settings.Options.FerPlusDirectory, LabelMode.Majority, DataSplit.Validation)
            : null;
    }
}
