using System.Runtime.InteropServices;
using EmotionNet.Augmentation;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Data.Duplicates;
using EmotionNet.Distributed;
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
        RequireClasses(description, faces, checkpointPath);
        try
        {
            var target = ComputeDevice.Resolve(device);
            using var network = Checkpoint.LoadNetwork(checkpointPath, target, ComputePrecision.Resolve(precision, target));
            return Score(network, data, split, new TestTimeAugmentation(tta, description.Options.CropSize), target);
        }
        catch (ExternalException error) when (DeviceMemory.IsExhausted(error))
        {
            throw OutOfMemory(device, "the network", error);
        }
    }

    /// <summary>Requires that a network has the classes of the images.</summary>
    internal static void RequireClasses(CheckpointDescription description, FaceSet faces, string path)
    {
        if (ClassAgreement.Difference(description.ClassNames, faces.ClassNames) is { } difference)
        {
            throw new UserInputException(difference, FixOf(description), path);
        }
    }

    /// <summary>Requires that networks have the same classes in the same order; reads no tensor.</summary>
    internal static void RequireSameClasses(IReadOnlyList<string> files)
    {
        IReadOnlyList<string>? first = null;
        foreach (var file in files)
        {
            var classes = Checkpoint.Describe(file).ClassNames;
            first ??= classes;
            if (!classes.SequenceEqual(first))
            {
                throw new UserInputException(
                    $"this network has the classes {string.Join(", ", classes)}, and {files[0]} has {string.Join(", ", first)}",
                    "give networks that were trained on the same classes",
                    file);
            }
        }
    }

    /// <summary>Requires that the faces held out here were held out from the network's training too; else it would be scored on faces that it was trained on.</summary>
    internal static void RequireHeldOut(CheckpointDescription description, HeldOutSplit? heldOut, string path)
    {
        if (heldOut is not null && description.Progress.HeldOutDigest != heldOut.Digest)
        {
            throw new UserInputException(
                "this network was trained on faces that are held out for validation here",
                "score another split, or networks whose runs had one seed or data with a validation split",
                path);
        }
    }

    /// <summary>What to say where a device has too little memory for scoring.</summary>
    /// <param name="device">As the user named it.</param>
    /// <param name="what">What was scored, with its article.</param>
    /// <param name="error">What libtorch said.</param>
    internal static UserInputException OutOfMemory(string device, string what, ExternalException error) => new(
        $"`device` {device} has not enough memory to score {what}", "free memory that other programs hold, or use `device` cpu", inner: error);

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
        using var noGradients = inference_mode();
        return Score(faces => [Evaluator.LogProbabilities(network, faces, tta, SingleProcess.Instance)], data, split, target, out _, withSets: true)[0];
    }

    /// <summary>Scores several classifiers on the same images.</summary>
    /// <param name="predict">The log-probabilities of each on images that are on <paramref name="target"/>, <c>float32 [N, C]</c>.</param>
    /// <param name="data">The images.</param>
    /// <param name="split">A split that is there.</param>
    /// <param name="target">Where to compute.</param>
    /// <param name="predicted">For each classifier the class that it predicts, image by image of the split.</param>
    /// <param name="onSplit">Gets what <paramref name="predict"/> returns for the images of the split.</param>
    /// <param name="withSets">Whether to measure their sets of classes too.</param>
    internal static IReadOnlyList<CheckpointScores> Score(
        Func<FaceSet, IReadOnlyList<Tensor>> predict,
        EmotionDataset data,
        DataSplit split,
        Device target,
        out IReadOnlyList<IReadOnlyList<long>> predicted,
        Action<IReadOnlyList<Tensor>>? onSplit = null,
        bool withSets = false)
    {
        var faces = FacesOf(data, split);
        List<IReadOnlyList<long>> classes = [];
        List<IReadOnlyList<SetScores>> sets = [], setsWithoutDuplicates = [];
        // The temperature is fitted on the validation images with the same TTA; without those there is none.
        var onValidation = Evaluate(data.Validation, null, split == DataSplit.Validation ? sets : null);
        var temperatures = onValidation?.Select(result => result.Calibration!.Temperature).ToList();
        var all = split == DataSplit.Validation ? onValidation! : Evaluate(faces, temperatures, sets)!;
        all = temperatures is null ? [.. all.Select(result => result with { Calibration = new(result.Calibration!.Error, null, null) })] : all;
        using var others = split == DataSplit.Training ? null : LeakageFilter.Without(faces, data.Training);
        var withoutDuplicates = Evaluate(others, temperatures, setsWithoutDuplicates);
        predicted = classes;
        return
        [
            .. all.Select((result, index) => new CheckpointScores(result, withoutDuplicates?[index])
            {
                Sets = sets.ElementAtOrDefault(index) ?? [],
                SetsWithoutDuplicates = setsWithoutDuplicates.ElementAtOrDefault(index) ?? [],
            }),
        ];

        IReadOnlyList<EvaluationResult>? Evaluate(FaceSet? set, IReadOnlyList<double?>? temperatures, List<IReadOnlyList<SetScores>>? measured)
        {
            using var scope = NewDisposeScope();
            using var onDevice = set?.CopyTo(target);
            if (onDevice is null)
            {
                return null;
            }

            var predictions = predict(onDevice);
            if (withSets && measured is not null)
            {
                measured.AddRange(predictions.Select(each => ConformalHalves.Measure(each, onDevice.Labels)));
            }

            if (measured == sets)
            {
                onSplit?.Invoke(predictions);
                classes.AddRange(predictions.Select(each => (IReadOnlyList<long>)[.. each.argmax(1).cpu().data<long>()]));
            }

            return [.. predictions.Select((each, index) => Evaluator.Score(each, onDevice, temperatures?[index]))];
        }
    }
}
