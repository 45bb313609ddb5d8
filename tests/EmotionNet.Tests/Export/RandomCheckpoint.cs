using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Evaluation;
using EmotionNet.Models;
using EmotionNet.Optimization;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Export;

/// <summary>A checkpoint of a network that was never trained, and of which no layer is without effect.</summary>
internal static class RandomCheckpoint
{
    public static string Write(
        string path,
        string modelType = "attention_emotion_net_small",
        int cropSize = FaceSet.ImageSize,
        double? temperature = 0.7,
        int seed = 7,
        IReadOnlyList<string>? classNames = null,
        string? heldOutDigest = null)
    {
        var classes = classNames ?? EmotionClasses.Fer2013;
        manual_seed(seed);
        using var noGradients = no_grad();
        using var network = ModelRegistry.Create(modelType, new ModelConfiguration { ClassCount = classes.Count });
        using var weights = new FlatParameters(network);
        foreach (var (name, view) in weights.NamedViews)
        {
            if (name.Contains("normalization", StringComparison.Ordinal))
            {
                using var noise = rand_like(view); // a new block's last normalization is zero, running means are zero, variances one
                view.copy_(noise.add_(0.5));
            }
        }

        var options = new TrainingOptions { ModelType = modelType, CropSize = cropSize };
        var progress = new TrainingProgress { Epoch = 3, Epochs = [EpochWith(temperature)], HeldOutDigest = heldOutDigest };
        Checkpoint.SaveWeights(path, weights, progress, options, classes);
        return path;
    }

    private static EpochStatistics EpochWith(double? temperature) => new()
    {
        Epoch = 3,
        TrainingLoss = 1,
        TrainingAccuracy = 0.5,
        LearningRate = 0.01,
        TrainingSeconds = 1,
        ValidationSeconds = 1,
        FacesPerSecond = 1,
        IsBest = true,
        RawValidation = new EvaluationResult
        {
            Count = 100,
            Loss = 1,
            Accuracy = 0.5,
            MacroF1 = 0.5,
            Calibration = temperature is null ? null : new(0.1, temperature, 0.05),
            Classes = [],
            ConfusionMatrix = [[50, 50], [0, 0]],
        },
    };
}
