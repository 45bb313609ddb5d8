using EmotionNet.Augmentation;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Numerics;
using static TorchSharp.torch;

namespace EmotionNet.Training;

/// <summary>
/// Networks trained before, from which another learns beside the labels (Hinton et al. 2015, arXiv:1503.02531; teachers of the student's own kind:
/// Furlanello et al. 2018, arXiv:1805.04770). They are asked once, before the first step, of each training face and its mirror image.
/// </summary>
internal static class Teacher
{
    /// <summary>Finds whatever keeps the teachers from teaching.</summary>
    /// <exception cref="UserInputException">A file is missing, damaged, or tells other emotions apart than the data has.</exception>
    public static void Check(TrainingOptions options, EmotionDataset data)
    {
        foreach (var file in Files(options))
        {
            if (!Checkpoint.Describe(file).ClassNames.SequenceEqual(data.ClassNames))
            {
                throw new UserInputException("this teacher tells other emotions apart than the data has", "give --teacher a network that was trained on the same set", file);
            }
        }
    }

    /// <summary>What the teachers say of each face, their probabilities averaged, <c>float32 [N, C]</c> on the device of the faces; null without a teacher.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="training">The training faces.</param>
    /// <param name="precision">Of the activations.</param>
    /// <exception cref="UserInputException">A file is damaged.</exception>
    public static Tensor? Predict(TrainingOptions options, FaceSet training, ComputePrecision precision)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var predictions = Files(options).Select(file => Of(file, training, precision)).ToList();
        return predictions.Count == 0 ? null : stack(predictions).mean([0]).MoveToOuterDisposeScope();
    }

    private static Tensor Of(string file, FaceSet training, ComputePrecision precision)
    {
        using var network = Checkpoint.LoadNetwork(file, training.Images.device, precision);
        var views = new FaceViews(TestTimeViews.Flip, Checkpoint.Describe(file).Options.CropSize);
        return Evaluator.LogProbabilities(network, training.Images, views).exp();
    }

    private static string[] Files(TrainingOptions options) => options.Teacher?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
