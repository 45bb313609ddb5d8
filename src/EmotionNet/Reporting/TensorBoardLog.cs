using EmotionNet.Checkpoints;
using EmotionNet.Evaluation;
using EmotionNet.Training;
using TorchSharp.Modules;
using static TorchSharp.torch.utils;

namespace EmotionNet.Reporting;

/// <summary>Events for <c>tensorboard --logdir</c>: the loss and rate of the steps, and all scores of the epochs.</summary>
internal sealed class TensorBoardLog(string directory)
{
    private readonly SummaryWriter _writer = tensorboard.SummaryWriter(directory, createRunName: false);

    public void Step(StepProgress progress)
    {
        var step = ((progress.Epoch - 1) * progress.StepsPerEpoch) + progress.Step;
        Scalar("step/loss", progress.Loss, step);
        Scalar("step/learning_rate", progress.LearningRate, step);
        Scalar("step/faces_per_second", progress.FacesPerSecond, step);
    }

    public void Epoch(EpochStatistics epoch)
    {
        Scalar("epoch/training_loss", epoch.TrainingLoss, epoch.Epoch);
        Scalar("epoch/training_accuracy", epoch.TrainingAccuracy, epoch.Epoch);
        Validation("validation", epoch.RawValidation, epoch.Epoch);
        if (epoch.EmaValidation is { } averaged)
        {
            Validation("validation_ema", averaged, epoch.Epoch);
        }
    }

    private void Validation(string group, EvaluationResult result, int epoch)
    {
        Scalar($"{group}/loss", result.Loss, epoch);
        Scalar($"{group}/accuracy", result.Accuracy, epoch);
        Scalar($"{group}/macro_f1", result.MacroF1, epoch);
        if (result.KullbackLeiblerDivergence is { } divergence)
        {
            Scalar($"{group}/kullback_leibler_divergence", divergence, epoch);
        }
    }

    private void Scalar(string tag, double value, int step) => _writer.add_scalar(tag, (float)value, step);
}
