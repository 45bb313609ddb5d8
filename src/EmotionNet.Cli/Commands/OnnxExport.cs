using System.Globalization;
using EmotionNet.Augmentation;
using EmotionNet.Checkpoints;
using EmotionNet.Cli.Display;
using EmotionNet.Data;
using EmotionNet.Data.FerPlus;
using EmotionNet.Export;
using EmotionNet.Files;
using EmotionNet.Runtime;
using EmotionNet.Training;

namespace EmotionNet.Cli.Commands;

/// <summary>The part of <c>export</c> that writes ONNX: nothing is written before the model gave the probabilities of the network.</summary>
internal static class OnnxExport
{
    /// <summary>Exports, compares, writes.</summary>
    /// <param name="checkpoint">The network.</param>
    /// <param name="target">The file to write.</param>
    /// <param name="half">Whether to store the weights in half precision.</param>
    /// <param name="fer2013">FER2013 with validation images, or null.</param>
    /// <param name="ferPlus">FER+ with validation images, or null.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string checkpoint, string target, bool half, string? fer2013, string? ferPlus)
    {
        OnnxFile.RequireTarget(checkpoint, target);
        TorchRuntime.Initialize();
        using var data = LoadValidation(checkpoint, fer2013, ferPlus);
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

        AtomicFile.Write(target, model);
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

    private static EmotionDataset? LoadValidation(string checkpoint, string? fer2013, string? ferPlus) => (fer2013, ferPlus) switch
    {
        (not null, not null) => throw new UserInputException(
            "export takes one data set, not both --data-dir and --ferplus-dir", "give the one that the network was trained on"),
        (not null, null) => ScoringData.Load(fer2013, Checkpoint.Describe(checkpoint), DataSplit.Validation),
        (null, not null) => FerPlusDataset.LoadToScore(ferPlus, LabelMode.Majority, DataSplit.Validation),
        _ => null,
    };
}
