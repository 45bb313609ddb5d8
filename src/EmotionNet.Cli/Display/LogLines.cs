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
        var options = plan.Options;
        log.Record(new LogSentence(
            "{Model:l}: {Parameters:N0} parameters, on {Device:l}; {Precision:l}",
            options.ModelType,
            plan.ParameterCount,
            plan.Environment.Device,
            plan.Environment.Precision));
        if (options.Teacher is not null)
        {
            log.Record(new LogSentence(
                "Distillation from {Teachers:l}, with a share of {TeacherShare:0.0 %} of the loss",
                string.Join(", ", options.TeacherFiles),
                options.TeacherShare));
        }

        var length = options.BudgetMinutes > 0
            ? new LogSentence("As many epochs as {BudgetMinutes} min allow", options.BudgetMinutes)
            : new LogSentence($"{{Epochs:N0}} epoch{Plural(options.Epochs)}", options.Epochs);
        length.Add($", of {{StepsPerEpoch:N0}} step{Plural(plan.StepsPerEpoch)}, {{FacesPerStep:N0}} faces a step", plan.StepsPerEpoch, plan.FacesPerStep);
        if (options.MaxSteps > 0)
        {
            length.Add($", at most {{MaxSteps:N0}} update{Plural(options.MaxSteps)}", options.MaxSteps);
        }

        if (plan.StartEpoch > 1)
        {
            length.Add("; continued at epoch {StartEpoch}", plan.StartEpoch);
        }

        log.Record(length);
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
        var sentence = new LogSentence(
            "epoch {Epoch}/{Epochs}, {Percent:0} %: loss {Loss:0.000}, {FacesPerSecond:0} faces/s, "
                + "{EpochSecondsLeft:clock} left in the epoch, {RunSecondsLeft:clock} in the run",
            progress.Epoch,
            progress.TotalEpochs,
            percent,
            progress.Loss,
            progress.FacesPerSecond,
            new ClockValue(_eta!.EpochSecondsLeft(progress)),
            new ClockValue(_eta.RunSecondsLeft(progress)));
        log.Record(sentence.With("Step", progress.Updates).With("Steps", progress.TotalUpdates).With("LearningRate", progress.LearningRate));
    }

    /// <inheritdoc/>
    public void OnEpochCompleted(EpochStatistics epoch)
    {
        _eta!.Learn(epoch);
        _lineStep = 0;
        _sinceLine.Restart();
        var better = epoch.BetterValidation;
        var sentence = new LogSentence(
            "epoch {Epoch}/{Epochs}: loss {Loss:0.000}, training accuracy {TrainingAccuracy:0.0 %}; "
                + "validation loss {ValidationLoss:0.000}, accuracy {ValidationAccuracy:0.0 %}, F1 {ValidationMacroF1:0.000}",
            epoch.Epoch,
            _totalEpochs,
            epoch.TrainingLoss,
            epoch.TrainingAccuracy,
            better.Loss,
            better.Accuracy,
            better.MacroF1);
        if (better.KullbackLeiblerDivergence is { } divergence)
        {
            sentence.Add(", KL divergence {KullbackLeiblerDivergence:0.000}", divergence);
        }

        sentence.Add(
            " ({Weights:l}); rate {LearningRate:0.0e+0}, {FacesPerSecond:0} faces/s, {EpochSeconds:clock}",
            Tables.Name(epoch.BetterSource),
            epoch.LearningRate,
            epoch.FacesPerSecond,
            new ClockValue(epoch.TrainingSeconds + epoch.ValidationSeconds));
        log.Record((epoch.IsBest ? sentence.Add("; best so far") : sentence).With("IsBest", epoch.IsBest));
    }

    private static string Plural(int count) => count == 1 ? "" : "s";
}
