using EmotionNet.Augmentation;
using EmotionNet.Data;
using EmotionNet.Data.Duplicates;
using EmotionNet.Evaluation;
using EmotionNet.Runtime;

namespace EmotionNet.Checkpoints;

/// <summary>Scores a saved network.</summary>
public static class CheckpointEvaluation
{
    /// <summary>Scores the network of a checkpoint on a split.</summary>
    /// <param name="checkpointPath">A file that a run wrote; of <c>last.safetensors</c> the trained weights, not the averaged ones.</param>
    /// <param name="data">Faces of the checkpoint's classes; with a training split, the faces that have a twin there are told apart.</param>
    /// <param name="split">A split that is there.</param>
    /// <param name="views">The views whose probabilities are averaged.</param>
    /// <param name="device">As <c>--device</c>.</param>
    /// <param name="precision">As <c>--precision</c>.</param>
    /// <exception cref="UserInputException">The file is damaged, or of other classes than the faces.</exception>
    public static CheckpointScores Evaluate(
        string checkpointPath,
        EmotionDataset data,
        DataSplit split,
        TtaMode views,
        string device,
        PrecisionChoice precision)
    {
        var faces = data[split]!;
        var description = Checkpoint.Describe(checkpointPath);
        if (!description.ClassNames.SequenceEqual(faces.ClassNames))
        {
            throw new UserInputException(
                $"the checkpoint tells {description.ClassNames.Count} emotions apart and the data has {faces.ClassNames.Count}",
                description.ClassNames.Count == EmotionClasses.FerPlus.Count ? "score it on FER+ with --ferplus-dir" : "score it on FER2013 with --data-dir",
                checkpointPath);
        }

        var target = ComputeDevice.Resolve(device);
        using var network = Checkpoint.LoadNetwork(checkpointPath, target, ComputePrecision.Resolve(precision, target));
        // The temperature is that of these weights and views on the validation faces; without those there is none.
        var onValidation = Score(data.Validation, temperature: null);
        var temperature = onValidation?.Calibration!.Temperature;
        var all = split == DataSplit.Validation ? onValidation! : Score(faces, temperature)!;
        all = temperature is null ? all with { Calibration = new(all.Calibration!.Error, null, null) } : all;
        using var withoutDuplicates = split == DataSplit.Training ? null : LeakageFilter.Without(faces, data.Training);
        return new CheckpointScores(all, Score(withoutDuplicates, temperature));

        EvaluationResult? Score(FaceSet? set, double? temperature)
        {
            using var onDevice = set?.CopyTo(target);
            return onDevice is null ? null : Evaluator.Evaluate(network, onDevice, new TestTimeAugmentation(views, description.Options.CropSize), temperature);
        }
    }
}
