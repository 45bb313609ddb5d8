using System.Runtime.InteropServices;
using EmotionNet.Augmentation;
using EmotionNet.Data;
using EmotionNet.Distributed;
using EmotionNet.Evaluation;
using EmotionNet.Runtime;
using static EmotionNet.Runtime.KeptScalar;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace EmotionNet.Checkpoints;

/// <summary>
/// Scores the average of several networks' probabilities (Hansen and Salamon, Neural Network Ensembles, 1990), and each network by itself on the same
/// faces.
/// </summary>
internal static class EnsembleEvaluation
{
    /// <summary>Scores an ensemble on a split.</summary>
    /// <param name="checkpoints">Weight files, or directories of runs, whose best weights count; at least two, of the data's classes.</param>
    /// <param name="data">As for <see cref="CheckpointEvaluation.Evaluate"/>.</param>
    /// <param name="split">A split that is there.</param>
    /// <param name="tta">The test-time augmentation of each network.</param>
    /// <param name="device"><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</param>
    /// <param name="precision">Of the activations.</param>
    /// <exception cref="UserInputException">
    /// A file is missing or damaged, networks have other classes than the others or the data, or were validated on other faces, or the device is not there
    /// or has too little memory.
    /// </exception>
    public static EnsembleScores Evaluate(
        IReadOnlyList<string> checkpoints, EmotionDataset data, DataSplit split, TtaMode tta, string device, PrecisionChoice precision)
    {
        var files = Check(checkpoints);
        var descriptions = files.Select(Checkpoint.Describe).ToList();
        foreach (var (file, description) in files.Zip(descriptions))
        {
            CheckpointEvaluation.RequireClasses(description, CheckpointEvaluation.FacesOf(data, split), file);
            CheckpointEvaluation.RequireHeldOut(description, data.HeldOut, file);
        }

        List<Module<Tensor, Tensor>> networks = [];
        try
        {
            var target = ComputeDevice.Resolve(device);
            var inForce = ComputePrecision.Resolve(precision, target);
            networks.AddRange(files.Select(file => Checkpoint.LoadNetwork(file, target, inForce)));
            var views = descriptions.Select(description => new TestTimeAugmentation(tta, description.Options.CropSize)).ToList();
            using var noGradients = inference_mode();
            var scores = CheckpointEvaluation.Score(faces => Predict(networks, views, faces), data, split, target, out var predicted);
            var labels = CheckpointEvaluation.FacesOf(data, split).LabelArray();
            var isCorrect = predicted.Select(each => each.Zip(labels, (answer, label) => answer == label).ToList()).ToList();
            return new EnsembleScores(
                [.. files.Select((file, index) => new EnsembleMember(file, scores[index], PairedDifference.Of(isCorrect[index], isCorrect[^1])))], scores[^1]);
        }
        catch (ExternalException error) when (DeviceMemory.IsExhausted(error))
        {
            throw CheckpointEvaluation.OutOfMemory(device, "the networks", error);
        }
        finally
        {
            networks.ForEach(network => network.Dispose());
        }
    }

    /// <summary>Finds the weight files, and whatever keeps them from being one ensemble; reads no tensor.</summary>
    /// <returns>The files.</returns>
    /// <exception cref="UserInputException">There are fewer than two, one is missing or there twice, or their classes differ.</exception>
    public static IReadOnlyList<string> Check(IReadOnlyList<string> checkpoints)
    {
        if (checkpoints.Count < 2)
        {
            throw new UserInputException("an ensemble has at least two networks", "give the directories of two runs, or their weight files");
        }

        var files = RunWeights.FindDistinct(checkpoints);
        CheckpointEvaluation.RequireSameClasses(files);
        return files;
    }

    // The last is the average.
    private static List<Tensor> Predict(IReadOnlyList<Module<Tensor, Tensor>> networks, IReadOnlyList<TestTimeAugmentation> views, FaceSet faces)
    {
        var each = networks.Zip(views, (network, tta) => Evaluator.LogProbabilities(network, faces, tta, SingleProcess.Instance)).ToList(); // [N, C]
        return [.. each, logsumexp(stack(each), 0) - Kept(Math.Log(each.Count))];
    }
}
