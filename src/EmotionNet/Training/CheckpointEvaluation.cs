using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Models;
using EmotionNet.Numerics;
using TorchSharp;

namespace EmotionNet.Training;

/// <summary>Scores a saved network.</summary>
public static class CheckpointEvaluation
{
    /// <summary>Scores the network of a checkpoint on faces.</summary>
    /// <param name="checkpointPath">A file that a run wrote; of <c>last.safetensors</c> the trained weights, not the averaged ones.</param>
    /// <param name="faces">At least one face of the checkpoint's classes.</param>
    /// <param name="views">The views whose probabilities are averaged.</param>
    /// <param name="device">As <c>--device</c>.</param>
    /// <param name="precision">As <c>--precision</c>.</param>
    /// <exception cref="UserInputException">The file is damaged, or of other classes than the faces.</exception>
    public static EvaluationResult Evaluate(string checkpointPath, FaceSet faces, TestTimeViews views, string device, PrecisionChoice precision)
    {
        var description = Checkpoint.Describe(checkpointPath);
        if (!description.ClassNames.SequenceEqual(faces.ClassNames))
        {
            throw new UserInputException(
                $"the checkpoint tells {description.ClassNames.Count} emotions apart and the data has {faces.ClassNames.Count}",
                description.ClassNames.Count == EmotionClasses.FerPlus.Count ? "score it on FER+ with --ferplus-dir" : "score it on FER2013 with --data-dir",
                checkpointPath);
        }

        var target = ComputeDevice.Resolve(device);
        using var network = ModelRegistry.Create(description.Options.ModelType, new ModelConfiguration
        {
            ClassCount = description.ClassNames.Count,
            Precision = ComputePrecision.Resolve(precision, target).DataType,
        }).to(target);
        using var weights = new FlatParameters(network);
        Checkpoint.RestoreWeights(checkpointPath, weights);
        using var onDevice = faces.CopyTo(target);
        return Evaluator.Evaluate(network, onDevice, views);
    }
}
