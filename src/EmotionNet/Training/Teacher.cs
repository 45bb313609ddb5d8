using System.Diagnostics;
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
    // A stop is heeded in between.
    private const int FacesAtOnce = 4 * Evaluator.BatchSize;

    /// <summary>Finds whatever keeps the teachers from teaching, where they are still to be asked.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="training">The training faces.</param>
    /// <param name="saved">Where the run was that is resumed, or null.</param>
    /// <exception cref="UserInputException">A file is missing, damaged, or tells other emotions apart than the data has.</exception>
    public static void Check(TrainingOptions options, FaceSet training, TrainingProgress? saved)
    {
        if (saved is not null && !IsStillToAsk(options, training, saved))
        {
            return;
        }

        foreach (var file in options.TeacherFiles)
        {
            if (!Checkpoint.Describe(file).ClassNames.SequenceEqual(training.ClassNames))
            {
                throw new UserInputException("this teacher tells other emotions apart than the data has", "give --teacher a network that was trained on the same set", file);
            }
        }
    }

    /// <summary>Has the learner know what the teachers say of each face, unless it does. Stopped meanwhile, it knows nothing.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="training">The training faces.</param>
    /// <param name="precision">Of the activations.</param>
    /// <param name="learner">Gets the predictions.</param>
    /// <param name="progress">Gets the time that it took, and whose predictions they are.</param>
    /// <param name="observers">Told of each teacher before it is asked.</param>
    /// <param name="stop">Asks to leave at once.</param>
    /// <exception cref="UserInputException">A file is damaged.</exception>
    public static void Ask(TrainingOptions options, FaceSet training, ComputePrecision precision, Learner learner, TrainingProgress progress, IReadOnlyList<ITrainingObserver> observers, CancellationToken stop)
    {
        if (!IsStillToAsk(options, training, progress))
        {
            return;
        }

        var clock = Stopwatch.StartNew();
        learner.TeacherPredictions = Predict(options.TeacherFiles, training, precision, observers, stop);
        progress.FacesTaught = learner.TeacherPredictions is null ? null : training.Fingerprint();
        progress.RunSeconds += clock.Elapsed.TotalSeconds;
    }

    private static bool IsStillToAsk(TrainingOptions options, FaceSet training, TrainingProgress progress) =>
        options.TeacherFiles.Count > 0 && progress.Updates < progress.TotalUpdates && progress.FacesTaught != training.Fingerprint();

    // Probabilities, averaged, float32 [N, C] on the device of the faces; null when stopped.
    private static Tensor? Predict(IReadOnlyList<string> files, FaceSet training, ComputePrecision precision, IReadOnlyList<ITrainingObserver> observers, CancellationToken stop)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var predictions = new List<Tensor>();
        foreach (var file in files)
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

        return stack(predictions).mean([0]).MoveToOuterDisposeScope();
    }
}
