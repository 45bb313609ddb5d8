using System.Diagnostics;
using EmotionNet.Augmentation;
using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Evaluation;
using EmotionNet.Optimization;
using static TorchSharp.torch;

namespace EmotionNet.Training;

/// <summary>The training loop. Whoever wants to see it run is an <see cref="ITrainingObserver"/>.</summary>
internal sealed class Trainer(
    TrainingOptions options,
    TrainingState state,
    FaceSet training,
    FaceSet validation,
    TrainingProgress progress,
    TimeBudget? budget,
    IReadOnlyList<ITrainingObserver> observers)
{
    private const int StepsBetweenReadings = 10;

    private readonly TrainingStep _step = new(options, state, training);
    private readonly RandomSeeds _seeds = new(options.Seed);
    private readonly ScheduleLength _length = ScheduleLength.Of(options, training.Count);
    private readonly TestTimeAugmentation _centre = new(TtaMode.None, options.CropSize);
    private readonly Stopwatch _lap = new();

    private string LastPath => Path.Combine(options.CheckpointDirectory, Checkpoint.LastFile);

    private string BestPath => Path.Combine(options.CheckpointDirectory, Checkpoint.BestFile);

    /// <summary>Trains to the last epoch.</summary>
    /// <returns>False when <paramref name="stop"/> came first; the state is saved then.</returns>
    public bool Run(CancellationToken stop)
    {
        _lap.Restart();
        while (progress.Updates < progress.TotalUpdates && !StopsEarly())
        {
            using var order = Sampler.Draw(training, options.WeightedSampler, _seeds.Order(progress.Epoch));
            using var sums = tensor([progress.LossSum, progress.CorrectSum], float64, device: order.device);
            var rate = 0.0;
            state.Network.train();
            while (progress.Step < _length.StepsPerEpoch && progress.Updates < progress.TotalUpdates)
            {
                if (stop.IsCancellationRequested)
                {
                    Read(sums);
                    Checkpoint.SaveRun(LastPath, state, progress, options, training.ClassNames);
                    return false;
                }

                rate = RateOfNextUpdate();
                TakeStep(order, sums, rate);
                if (progress.Step % StepsBetweenReadings == 0 || progress.Step == _length.StepsPerEpoch || progress.Updates == progress.TotalUpdates)
                {
                    Read(sums);
                    progress.TotalUpdates = budget?.TotalUpdates(progress, _length.StepsPerEpoch) ?? progress.TotalUpdates;
                    observers.Tell(observer => observer.OnStep(Report(rate)));
                }
            }

            EndEpoch(rate);
        }

        return true;
    }

    // A budget moves the end of the run, and the schedule with it.
    private double RateOfNextUpdate() =>
        new OneCycleSchedule(options.LearningRate, options.MaxLearningRate, progress.TotalUpdates, options.WarmUpFraction).RateAt(progress.Updates);

    private StepProgress Report(double rate) => new(
        progress.Epoch,
        progress.Step,
        _length.StepsPerEpoch,
        progress.Updates,
        progress.TotalUpdates,
        progress.LossSum / progress.FacesSeen,
        rate,
        progress.FacesSeen / progress.EpochSeconds);

    private void TakeStep(Tensor order, Tensor sums, double rate)
    {
        using var index = order.narrow(0, (long)progress.Step * _length.FacesPerStep, _length.FacesPerStep);
        _step.Take(index, _seeds.Step(progress.Epoch, progress.Step), rate, progress.Updates, sums);
        progress.Step++;
        progress.Updates++;
        progress.FacesSeen += _length.FacesPerStep;
    }

    // The only place that waits for the device.
    private void Read(Tensor sums)
    {
        using var onProcessor = sums.cpu();
        (progress.LossSum, progress.CorrectSum) = (onProcessor[0].item<double>(), onProcessor[1].item<double>());
        RequireFinite(progress.LossSum);
        progress.EpochSeconds += Lap();
    }

    // Seconds since it was last asked, which are all seconds of the run.
    private double Lap()
    {
        var seconds = _lap.Elapsed.TotalSeconds;
        _lap.Restart();
        progress.RunSeconds += seconds;
        return seconds;
    }

    private void RequireFinite(double loss)
    {
        if (!double.IsFinite(loss))
        {
            var kept = File.Exists(LastPath) ? $"{LastPath} holds the last good state" : "no epoch was finished yet";
            throw new UserInputException(
                $"the loss became infinite or not a number in epoch {progress.Epoch}, step {progress.Step}; {kept}",
                "try a lower --max-lr, --grad-clip 1, or --precision fp32");
        }
    }

    private void EndEpoch(double rate)
    {
        var raw = Evaluator.Evaluate(state.Network, validation, _centre);
        var averaged = state.AveragedNetwork is { } network ? Evaluator.Evaluate(network, validation, _centre) : null;
        RequireFinite(raw.Loss + (averaged?.Loss ?? 0));
        var validationSeconds = Lap();
        progress.EpochEndSeconds += validationSeconds;
        var statistics = new EpochStatistics
        {
            Epoch = progress.Epoch,
            TrainingLoss = progress.LossSum / progress.FacesSeen,
            TrainingAccuracy = progress.CorrectSum / progress.FacesSeen,
            LearningRate = rate,
            RawValidation = raw,
            EmaValidation = averaged,
            TrainingSeconds = progress.EpochSeconds,
            ValidationSeconds = validationSeconds,
            FacesPerSecond = progress.FacesSeen / progress.EpochSeconds,
            IsBest = Math.Max(raw.Accuracy, averaged?.Accuracy ?? 0) > (progress.Best?.Validation.Accuracy ?? -1),
        };
        progress.Epochs.Add(statistics);
        if (statistics.IsBest)
        {
            Checkpoint.SaveWeights(BestPath, state.WeightsOf(statistics.BetterSource), progress, options, training.ClassNames);
        }

        progress.BeginNextEpoch(); // before saving, so that resuming does not validate twice
        Checkpoint.SaveRun(LastPath, state, progress, options, training.ClassNames);
        observers.Tell(observer => observer.OnEpochCompleted(statistics));
        progress.EpochEndSeconds += Lap();
    }

    private bool StopsEarly() =>
        options.EarlyStopping > 0 && progress.Best is { } best && progress.Epochs[^1].Epoch - best.Epoch >= options.EarlyStopping;
}
