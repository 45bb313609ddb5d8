using System.Runtime.InteropServices;
using EmotionNet.Augmentation;
using EmotionNet.Data;
using EmotionNet.Distributed;
using EmotionNet.Evaluation;
using EmotionNet.Runtime;
using static TorchSharp.torch;

namespace EmotionNet.Checkpoints;

/// <summary>What the network of a checkpoint says of a split, without and with horizontal-flip TTA.</summary>
/// <param name="Scores">The scores without TTA.</param>
/// <param name="ScoresWithFlip">The scores with it.</param>
/// <param name="Faces">The predictions without TTA, face by face.</param>
internal sealed record CheckpointPredictions(CheckpointScores Scores, CheckpointScores ScoresWithFlip, FacePredictions Faces)
{
    /// <summary>Scores the network.</summary>
    /// <param name="checkpointPath">As for <see cref="CheckpointEvaluation.Evaluate"/>.</param>
    /// <param name="data">As for <see cref="CheckpointEvaluation.Evaluate"/>.</param>
    /// <param name="split">A split that is there.</param>
    /// <param name="device"><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</param>
    /// <param name="precision">Of the activations.</param>
    /// <exception cref="UserInputException">
    /// The file is damaged, or of other classes than the faces, it was trained on faces that are held out here, or the device is not there or has too little memory.
    /// </exception>
    public static CheckpointPredictions Of(string checkpointPath, EmotionDataset data, DataSplit split, string device, PrecisionChoice precision)
    {
        var faces = CheckpointEvaluation.FacesOf(data, split);
        var description = Checkpoint.Describe(checkpointPath);
        CheckpointEvaluation.RequireClasses(description, faces, checkpointPath);
        CheckpointEvaluation.RequireHeldOut(description, data.HeldOut, checkpointPath);
        try
        {
            var target = ComputeDevice.Resolve(device);
            using var network = Checkpoint.LoadNetwork(checkpointPath, target, ComputePrecision.Resolve(precision, target));
            using var noGradients = inference_mode();
            float[] logProbabilities = [];
            var scores = CheckpointEvaluation.Score(
                images => [.. ((TtaMode[])[TtaMode.None, TtaMode.Flip]).Select(tta => Evaluator.LogProbabilities(
                    network, images, new TestTimeAugmentation(tta, description.Options.CropSize), SingleProcess.Instance))],
                data,
                split,
                target,
                out _,
                predictions => logProbabilities = [.. predictions[0].cpu().data<float>()]);
            int[] labels = [.. faces.LabelArray().Select(label => (int)label)];
            return new CheckpointPredictions(
                scores[0], scores[1], FacePredictions.FromLogProbabilities(faces.ClassNames, labels, logProbabilities));
        }
        catch (ExternalException error) when (DeviceMemory.IsExhausted(error))
        {
            throw CheckpointEvaluation.OutOfMemory(device, "the network", error);
        }
    }
}
