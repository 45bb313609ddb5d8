using EmotionNet.Checkpoints;
using EmotionNet.Export;
using EmotionNet.Inference;
using EmotionNet.Runtime;

namespace EmotionNet.Cli.Predict;

/// <summary>Loads what <c>--model</c> names.</summary>
internal static class ModelLoader
{
    /// <summary>Loads bundled models, .onnx files and checkpoints, which are exported in memory first, of a run's directory the best; several are averaged.</summary>
    /// <param name="names">Separated by commas.</param>
    /// <param name="options">How.</param>
    /// <param name="withDetector">Whether faces will be looked for.</param>
    /// <exception cref="UserInputException">A file is missing or not such a model, or the models have different classes.</exception>
    public static EmotionClassifier Load(string names, ClassifierOptions options, bool withDetector = true) => EmotionClassifier.Load(options, [.. names
        .Split(',', StringSplitOptions.TrimEntries)
        .Select(name => Directory.Exists(name) && !BundledModels.Classifiers.Contains(name) ? RunWeights.Require(name) : name)
        .Select(name => new Func<EmotionModel>(() => IsCheckpoint(name)
            ? EmotionModel.Load(Export(name), name, options.Threads)
            : EmotionModel.Load(name, options.Threads)))], withDetector);

    private static bool IsCheckpoint(string name) => Path.GetExtension(name).Equals(".safetensors", StringComparison.OrdinalIgnoreCase);

    // A method of its own: libtorch is loaded by no other path.
    private static byte[] Export(string checkpoint)
    {
        TorchRuntime.Initialize();
        return OnnxExporter.Export(checkpoint);
    }
}
