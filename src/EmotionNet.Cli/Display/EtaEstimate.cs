using EmotionNet.Checkpoints;
using EmotionNet.Training;

namespace EmotionNet.Cli.Display;

/// <summary>Estimates the time left in an epoch and in a run.</summary>
internal sealed class EtaEstimate(RunPlan plan)
{
    private double _validationSeconds;

    /// <summary>Learns how long validation takes.</summary>
    public void Learn(EpochStatistics epoch) => _validationSeconds = epoch.ValidationSeconds;

    /// <summary>Seconds to the end of the epoch's training.</summary>
    public double EpochSecondsLeft(StepProgress progress) => Seconds(progress.StepsOfEpoch - progress.Step, progress);

    /// <summary>Seconds to the end of the last epoch, validation included.</summary>
    public double RunSecondsLeft(StepProgress progress)
    {
        var epochEnds = progress.TotalEpochs - progress.Epoch + 1;
        return Seconds(progress.TotalUpdates - progress.Updates, progress) + (epochEnds * _validationSeconds);
    }

    private double Seconds(long steps, StepProgress progress) => progress.FacesPerSecond > 0 ? steps * plan.FacesPerStep / progress.FacesPerSecond : 0;
}
