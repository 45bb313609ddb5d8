using EmotionNet.Checkpoints;
using EmotionNet.Training;
using TorchSharp.Modules;
using static TorchSharp.torch.utils;

namespace EmotionNet.Reporting;

/// <summary>Events for <c>tensorboard --logdir</c>: the loss and rate of the steps, all scores of the epochs, and images.</summary>
internal sealed class TensorBoardLog(string directory)
{
    private readonly SummaryWriter _writer = tensorboard.SummaryWriter(directory, createRunName: false);

    /// <summary>The numbers of the steps so far.</summary>
    public void Step(StepProgress progress)
    {
        var step = ((progress.Epoch - 1) * progress.StepsPerEpoch) + progress.Step;
        Scalar("step/loss", progress.Loss, step);
        Scalar("step/learning_rate", progress.LearningRate, step);
        Scalar("step/faces_per_second", progress.FacesPerSecond, step);
    }

    /// <summary>The numbers of an epoch.</summary>
    public void Epoch(EpochStatistics epoch)
    {
        foreach (var (name, value) in EpochMetrics.Of(epoch))
        {
            Scalar(name, value, epoch.Epoch);
        }
    }

    /// <summary>An image.</summary>
    /// <param name="tag">Its name.</param>
    /// <param name="path">The PNG.</param>
    /// <param name="epoch">The epoch that it shows.</param>
    public void Image(string tag, string path, int epoch) => _writer.add_img(tag, path, epoch);

    private void Scalar(string tag, double value, int step) => _writer.add_scalar(tag, (float)value, step);
}
