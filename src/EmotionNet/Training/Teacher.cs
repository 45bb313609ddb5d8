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
    // A multiple of the batch that faces are scored in; a stop is heeded in between.
    private const int FacesAtOnce = 1024;

    /// <summary>Finds whatever keeps the teachers from teaching.</summary>
    /// <exception cref="UserInputException">A file is missing, damaged, or tells other emotions apart than the data has.</exception>
    public static void Check(TrainingOptions options, IReadOnlyList<string> classNames)
    {
        foreach (var file in options.TeacherFiles)
        {
            if (!Checkpoint.Describe(file).ClassNames.SequenceEqual(classNames))
            {
                throw new UserInputException("this teacher tells other emotions apart than the data has", "give --teacher a network that was trained on the same set", file);
            }
        }
    }

    /// <summary>What the teachers say of each face, their probabilities averaged.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="training">The training faces.</param>
    /// <param name="precision">Of the activations.</param>
    /// <param name="observers">Told of each teacher before it is asked.</param>
    /// <param name="stop">Asks to leave at once.</param>
    /// <returns><c>float32 [N, C]</c> on the device of the faces; null without a teacher, or stopped.</returns>
    /// <exception cref="UserInputException">As for <see cref="Check"/>.</exception>
    public static Tensor? Predict(TrainingOptions options, FaceSet training, ComputePrecision precision, IReadOnlyList<ITrainingObserver> observers, CancellationToken stop)
    {
        Check(options, training.ClassNames);
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var predictions = new List<Tensor>();
        foreach (var file in options.TeacherFiles)
        {
            observers.Tell(observer => observer.OnTeacherAsked(file));
            using var network = Checkpoint.LoadNetwork(file, training.Images.device, precision);
            var views = new FaceViews(TestTimeViews.Flip, Checkpoint.Describe(file).Options.CropSize);
            var parts = training.Images.split(FacesAtOnce)
                .TakeWhile(_ => !stop.IsCancellationRequested)
                .Select(faces => Evaluator.LogProbabilities(network, faces, views).exp())
                .ToList();
            if (stop.IsCancellationRequested)
            {
                return null;
            }

            predictions.Add(cat(parts));
        }

        return predictions.Count == 0 ? null : stack(predictions).mean([0]).MoveToOuterDisposeScope();
    }
}
