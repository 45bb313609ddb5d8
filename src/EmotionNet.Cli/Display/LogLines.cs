using System.Diagnostics;
using EmotionNet.Checkpoints;
using EmotionNet.Training;

namespace EmotionNet.Cli.Display;

/// <summary>A run as lines: one for each epoch, and one for the steps every ten seconds or fifth of an epoch, whichever comes later.</summary>
internal sealed class LogLines(RunLog log) : ITrainingObserver
{
    private const double SecondsBetweenLines = 10;
    private const double EpochBetweenLines = 0.2;

    private readonly Stopwatch _sinceLine = Stopwatch.StartNew();
    private EtaEstimate? _eta;
    private int _lineStep;
    private int _totalEpochs;

    /// <inheritdoc/>
    public void OnNotice(string text) => log.Warn(text);

    /// <inheritdoc/>
    public void OnRunStarted(RunPlan plan)
    {
        _eta = new EtaEstimate(plan);
        log.Record($"{plan.Options.ModelType}: {plan.ParameterCount:N0} parameters, on {plan.Device}; {plan.Precision}");
        if (plan.Options.Teacher is not null)
        {
            log.Record($"Taught by {string.Join(", ", plan.Options.TeacherFiles)}, with a share of {Tables.Percent(plan.Options.TeacherShare)} of the loss");
        }

        var length = plan.Options.BudgetMinutes > 0 ? $"As many epochs as {plan.Options.BudgetMinutes} min hold" : Tables.Count(plan.Options.Epochs, "epoch");
        var most = plan.Options.MaxSteps > 0 ? $", at most {Tables.Count(plan.Options.MaxSteps, "update")}" : "";
        log.Record($"{length}, of {Tables.Count(plan.StepsPerEpoch, "step")}, {plan.FacesPerStep:N0} faces a "
            + $"step{most}{(plan.StartEpoch > 1 ? $"; continued at epoch {plan.StartEpoch}" : "")}");
    }

    /// <inheritdoc/>
    public void OnStep(StepProgress progress)
    {
        _totalEpochs = progress.TotalEpochs;
        var isDue = _sinceLine.Elapsed.TotalSeconds >= SecondsBetweenLines && progress.Step - _lineStep >= EpochBetweenLines * progress.StepsOfEpoch;
        if (!isDue || progress.Step == progress.StepsOfEpoch)
        {
            return;
        }

        (_lineStep, var percent) = (progress.Step, 100.0 * progress.Step / progress.StepsOfEpoch);
        _sinceLine.Restart();
        log.Record(
            $"epoch {progress.Epoch}/{progress.TotalEpochs}, {percent:0} %: loss {Tables.Short(progress.Loss)}, {progress.FacesPerSecond:0} faces/s, "
            + $"{Tables.Time(_eta!.EpochSecondsLeft(progress))} left in the epoch, {Tables.Time(_eta.RunSecondsLeft(progress))} in the run");
    }

    /// <inheritdoc/>
    public void OnEpochCompleted(EpochStatistics epoch)
    {
        _eta!.Learn(epoch);
        _lineStep = 0;
        _sinceLine.Restart();
        var better = epoch.BetterValidation;
        log.Record(
            $"epoch {epoch.Epoch}/{_totalEpochs}: loss {Tables.Short(epoch.TrainingLoss)}, training accuracy {Tables.Percent(epoch.TrainingAccuracy)}; "
            + $"validation loss {Tables.Short(better.Loss)}, accuracy {Tables.Percent(better.Accuracy)}, F1 "
            + $"{Tables.Short(better.MacroF1)}{Tables.Divergence(better)} ({Tables.Name(epoch.BetterSource)}); "
            + $"rate {Tables.Rate(epoch.LearningRate)}, {epoch.FacesPerSecond:0} faces/s, "
            + $"{Tables.Time(epoch.TrainingSeconds + epoch.ValidationSeconds)}{(epoch.IsBest ? "; best so far" : "")}");
    }
}
