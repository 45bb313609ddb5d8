using System.Globalization;
using System.Security.Cryptography;
using EmotionNet.Checkpoints;
using EmotionNet.Data;
using EmotionNet.Evaluation;
using EmotionNet.Files;
using EmotionNet.Inference;
using EmotionNet.Inference.Faces;
using EmotionNet.Models;
using EmotionNet.Runtime;
using Google.Protobuf;
using Onnx;
using static TorchSharp.torch;

namespace EmotionNet.Export;

/// <summary>
/// Writes the network of a checkpoint as an ONNX model that needs nothing around it: input <c>faces</c>, grey levels <c>float32 [N, 1, 48, 48]</c> from
/// 0 to 255; outputs <c>probabilities</c> and <c>logits</c>, <c>float32 [N, C]</c>.
/// </summary>
public static class OnnxExporter
{
    /// <summary>The opset of the graph.</summary>
    public const int Opset = 17;

    // The first of the format that has this opset, ONNX 1.12.
    private const int FormatVersion = 8;

    /// <summary>Writes the network of a checkpoint; the same checkpoint gives the same bytes.</summary>
    /// <param name="checkpointPath">The best weights of a run, or an export of them.</param>
    /// <param name="options">How.</param>
    /// <returns>The content of an <c>.onnx</c> file, not yet compared with the network (<see cref="OnnxVerification"/>).</returns>
    /// <exception cref="UserInputException">The file is damaged, of another model, or the state of a run.</exception>
    public static byte[] Export(string checkpointPath, OnnxExportOptions options = default)
    {
        var description = Checkpoint.DescribeWeights(checkpointPath);
        using var network = Checkpoint.LoadNetwork(checkpointPath, CPU, ComputePrecision.Resolve(PrecisionChoice.Fp32, CPU));
        var temperature = options.Temperature ?? TemperatureOf(description) ?? 1;
        var model = new ModelProto
        {
            IrVersion = FormatVersion,
            ProducerName = "emotionnet",
            ProducerVersion = typeof(OnnxExporter).Assembly.GetName().Version!.ToString(3),
            DocString = "Classifies the facial expression in a 48x48 greyscale image of a face.",
            Graph = AttentionEmotionNetGraph.Create((AttentionEmotionNet)network, description.Options.CropSize, temperature, options.Half),
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = Opset });
        foreach (var (key, value) in Metadata(checkpointPath, description, temperature, options.Conformal))
        {
            model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        }

        return model.ToByteArray();
    }

    /// <summary>The temperature that was fitted on the validation images when the weights of a checkpoint were saved or exported; null where there is none.</summary>
    /// <exception cref="UserInputException">The file is damaged, or the state of a run.</exception>
    internal static double? TemperatureOf(string checkpointPath) => TemperatureOf(Checkpoint.DescribeWeights(checkpointPath));

    private static double? TemperatureOf(CheckpointDescription description) =>
        description.Conformal?.Temperature ?? Scores(description)?.Calibration?.Temperature;

    // Weights are saved after the epoch that they are the best of.
    private static EvaluationResult? Scores(CheckpointDescription description) =>
        description.Progress.Epochs is [.., var last] ? last.BetterValidation : null;

    private static IEnumerable<(string Key, string Value)> Metadata(
        string path, CheckpointDescription description, double temperature, ConformalCalibration? fitted)
    {
        yield return (OnnxMetadata.Version, "1");
        yield return (OnnxMetadata.Classes, string.Join(',', description.ClassNames));
        yield return (OnnxMetadata.Input, $"grey, 0 to 255, {FaceSet.ImageSize}x{FaceSet.ImageSize}");
        yield return (OnnxMetadata.Temperature, temperature.ToString(CultureInfo.InvariantCulture));
        if ((fitted ?? description.Conformal) is { } conformal && conformal.Temperature == temperature)
        {
            yield return (OnnxMetadata.Conformal, conformal.ToJson());
        }

        yield return (OnnxMetadata.Model, description.Options.ModelType);
        using var file = InputFiles.Open(path);
        var digest = Convert.ToHexStringLower(SHA256.HashData(file));
        yield return (OnnxMetadata.Source, string.Create(
            CultureInfo.InvariantCulture, $"{Path.GetFileName(path)}, SHA-256 {digest}, epoch {description.Progress.Epochs.LastOrDefault()?.Epoch ?? 0}"));
        if (Scores(description) is { } scores)
        {
            yield return (OnnxMetadata.Accuracy, string.Create(
                CultureInfo.InvariantCulture,
                $"{scores.Accuracy:0.0000} ({scores.AccuracyInterval.Lower:0.000} to {scores.AccuracyInterval.Upper:0.000})"));
        }

        yield return (OnnxMetadata.FaceBox, CropCalibration.Fer2013.ToString());
    }
}
