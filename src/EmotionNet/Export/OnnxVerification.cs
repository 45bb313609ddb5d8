using EmotionNet.Augmentation;
using EmotionNet.Checkpoints;
using EmotionNet.Data;
using EmotionNet.Data.Synthetic;
using EmotionNet.Inference;
using EmotionNet.Runtime;
using Microsoft.ML.OnnxRuntime;
using static EmotionNet.Runtime.KeptScalar;
using static TorchSharp.torch;

namespace EmotionNet.Export;

/// <summary>Compares an exported model, on ONNX Runtime, with the network it was made of, in TorchSharp in fp32.</summary>
internal static class OnnxVerification
{
    /// <summary>The faces that are compared, at most.</summary>
    public const int FaceCount = 256;

    /// <summary>The largest difference of a probability that an export may have.</summary>
    public const double Tolerance = 1e-4;

    /// <summary>The same for weights that are stored in half precision.</summary>
    public const double HalfTolerance = 5e-3;

    private const int SampleSeed = 42;

    /// <summary>The largest absolute difference of a probability.</summary>
    /// <param name="model">The content of the <c>.onnx</c> file.</param>
    /// <param name="checkpointPath">The checkpoint that it was made of.</param>
    /// <param name="temperature">The temperature that it was made with.</param>
    /// <param name="faces">Faces to compare on, of which at most <see cref="FaceCount"/> are taken, evenly spread; null draws faces of the bundled sample.</param>
    /// <returns>The difference and the number of faces; the difference is not a number where a probability is none.</returns>
    /// <exception cref="UserInputException">The checkpoint is damaged.</exception>
    public static (double Difference, int Faces) Compare(byte[] model, string checkpointPath, double temperature, FaceSet? faces = null)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var images = (faces is null ? Sample() : EvenlySpread(faces)).cpu();
        using var network = Checkpoint.LoadNetwork(checkpointPath, CPU, ComputePrecision.Resolve(PrecisionChoice.Fp32, CPU));
        var tta = new TestTimeAugmentation(TtaMode.None, Checkpoint.Describe(checkpointPath).Options.CropSize);
        var expected = (network.call(tta.Of(FaceTensors.Normalize(images))[0]) / Kept(temperature)).softmax(1);
        var difference = (Run(model, images).reshape(expected.shape) - expected).abs();
        return (difference.isfinite().all().item<bool>() ? difference.max().item<float>() : double.NaN, (int)images.shape[0]);
    }

    private static Tensor Run(byte[] model, Tensor images)
    {
        using var session = OnnxSession.Create(model, Environment.ProcessorCount);
        var pixels = images.to(float32).data<float>().ToArray();
        using var input = OrtValue.CreateTensorValueFromMemory(pixels, images.shape);
        using var options = new RunOptions();
        using var outputs = session.Run(options, [AttentionEmotionNetGraph.Faces], [input], [AttentionEmotionNetGraph.Probabilities]);
        return tensor(outputs[0].GetTensorDataAsSpan<float>().ToArray());
    }

    private static Tensor Sample() => FaceSet.ImagesOf(SyntheticSplit.Draw(SampleSeed, DataSplit.Validation, FaceCount).Pixels);

    private static Tensor EvenlySpread(FaceSet faces)
    {
        var count = Math.Min(FaceCount, faces.Count);
        var places = Enumerable.Range(0, count).Select(index => (long)index * faces.Count / count).ToArray();
        return faces.Images.index_select(0, tensor(places, dtype: int64).to(faces.Images.device));
    }
}
