using System.Globalization;
using EmotionNet.Cli.Display;
using EmotionNet.Export;
using EmotionNet.Files;
using EmotionNet.Runtime;

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
        using var data = ExportData.Load(checkpoint, fer2013, ferPlus);
        var (temperature, origin) = ExportData.FindTemperature(checkpoint, data);
        var options = new OnnxExportOptions { Half = half, Temperature = temperature };
        var model = OnnxExporter.Export(checkpoint, options);
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

        var conformal = data is null ? null : ConformalFit.Fit(model, temperature, data);
        model = conformal is null ? model : OnnxExporter.Export(checkpoint, options with { Conformal = conformal });
        AtomicFile.Write(target, model);
        Screen.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{target}: {model.Length / 1e6:0.0} MB, ONNX opset {OnnxExporter.Opset}, temperature {temperature:0.000} {origin}; "
            + $"on {comparedOn} the probabilities of ONNX Runtime and TorchSharp differ by at most {difference:0.0e+0}."));
        if (conformal is not null)
        {
            Screen.Line(ExportData.Describe(conformal));
        }

        return ExitCodes.Done;
    }
}
