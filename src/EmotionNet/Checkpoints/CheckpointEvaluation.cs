using System.Runtime.InteropServices;
using EmotionNet.Augmentation;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Data.Duplicates;
using EmotionNet.Evaluation;
using EmotionNet.Runtime;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace EmotionNet.Checkpoints;

/// <summary>Scores a saved network.</summary>
public static class CheckpointEvaluation
{
    /// <summary>Scores the network of a checkpoint on a split.</summary>
    /// <param name="checkpointPath">A file that a run wrote; of <c>last.safetensors</c> the trained weights, not the averaged ones.</param>
    /// <param name="data">Images of the checkpoint's classes; with a training split, the images without a near-duplicate there are scored by themselves too.</param>
    /// <param name="split">A split that is there.</param>
    /// <param name="tta">The test-time augmentation.</param>
    /// <param name="device"><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</param>
    /// <param name="precision">Of the activations.</param>
    /// <exception cref="UserInputException">The file is damaged, or of other classes than the faces, or the device is not there or has too little memory.</exception>
    public static CheckpointScores Evaluate(
        string checkpointPath,
        EmotionDataset data,
        DataSplit split,
        TtaMode tta,
        string device,
        PrecisionChoice precision)
    {
        var faces = FacesOf(data, split);
        var description = Checkpoint.Describe(checkpointPath);
        if (ClassAgreement.Difference(description.ClassNames, faces.ClassNames) is { } difference)
        {
            throw new UserInputException(difference, FixOf(description), checkpointPath);
        }

        try
        {
            var target = ComputeDevice.Resolve(device);
            using var network = Checkpoint.LoadNetwork(checkpointPath, target, ComputePrecision.Resolve(precision, target));
            return Score(network, data, split, new TestTimeAugmentation(tta, description.Options.CropSize), target);
        }
        catch (ExternalException error) when (DeviceMemory.IsExhausted(error))
        {
            throw new UserInputException(
                $"`device` {device} has not enough memory to score the network", "free memory that other programs hold, or use `device` cpu", inner: error);
        }
    }

    private static string FixOf(CheckpointDescription description) => description.Options switch
    {
        { Mode: TrainingMode.FerPlus } => "score it on FER+ with `ferplus-dir`",
        { Classes: ClassSource.Fer2013 } => "score it on FER2013 with `data-dir`",
        _ => "score it on image folders of its classes with `data-dir`",
    };

    /// <summary>The images of a split.</summary>
    /// <exception cref="UserInputException">The data has no such split.</exception>
    internal static FaceSet FacesOf(EmotionDataset data, DataSplit split) =>
        data[split] ?? throw new UserInputException($"{data.Layout} has no faces for this split", "score another split");

    /// <summary>Scores any network on a split.</summary>
    /// <param name="network">Maps <c>float32 [N, 1, S, S]</c> to logits <c>[N, C]</c> of the data's classes; on <paramref name="target"/>.</param>
    /// <param name="data">The images.</param>
    /// <param name="split">A split that is there.</param>
    /// <param name="tta">The test-time augmentation.</param>
    /// <param name="target">Where to compute.</param>
    internal static CheckpointScores Score(Module<Tensor, Tensor> network, EmotionDataset data, DataSplit split, TestTimeAugmentation tta, Device target)
    {
        var faces = FacesOf(data, split);
        // The temperature is fitted on the validation images with the same TTA; without those there is none.
        var onValidation = Evaluate(data.Validation, temperature: null);
        var temperature = onValidation?.Calibration!.Temperature;
        var all = split == DataSplit.Validation ? onValidation! : Evaluate(faces, temperature)!;
        all = temperature is null ? all with { Calibration = new(all.Calibration!.Error, null, null) } : all;
        using var withoutDuplicates = split == DataSplit.Training ? null : LeakageFilter.Without(faces, data.Training);
        return new CheckpointScores(all, Evaluate(withoutDuplicates, temperature));

        EvaluationResult? Evaluate(FaceSet? set, double? temperature)
        {
            using var onDevice = set?.CopyTo(target);
            return onDevice is null ? null : Evaluator.Evaluate(network, onDevice, tta, temperature);
        }
    }
}
