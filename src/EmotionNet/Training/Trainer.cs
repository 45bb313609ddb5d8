using System.Diagnostics;
using EmotionNet.Augmentation;
using EmotionNet.Configuration;
using EmotionNet.Data;
using static TorchSharp.torch;

namespace EmotionNet.Training;

/// <summary>The training loop. Whoever wants to see it run is an <see cref="ITrainingObserver"/>.</summary>
internal sealed class Trainer(TrainingOptions options, Learner learner, FaceSet training, FaceSet validation, TrainingProgress progress, IReadOnlyList<ITrainingObserver> observers)
{
    private const int StepsBetweenReadings = 10;

    private readonly BatchAugmenter _augmenter = new(options);
    private readonly Objective _objective = new(options);
    private readonly RandomSeeds _seeds = new(options.Seed);
    private readonly RunLength _length = RunLength.Of(options, training.Count);

    private string LastPath => Path.Combine(options.CheckpointDirectory, Checkpoint.LastFile);

    private string BestPath => Path.Combine(options.CheckpointDirectory, Checkpoint.BestFile);

    /// <summary>Trains to the last epoch.</summary>
    /// <returns>False when <paramref name="stop"/> came first; the state is saved then.</returns>
    public bool Run(CancellationToken stop)
    {
        var schedule = new OneCycleSchedule(options.LearningRate, options.MaxLearningRate, _length.TotalUpdates, options.WarmUpFraction);
        while (progress.Updates < _length.TotalUpdates && !StopsEarly())
        {
            using var order = FaceOrder.Draw(training, options.WeightedSampler, _seeds.Order(progress.Epoch));
            using var sums = tensor([progress.LossSum, progress.CorrectSum], float64, device: order.device);
            var clock = Stopwatch.StartNew();
            var secondsBefore = progress.EpochSeconds;
            learner.Network.train();
            while (progress.Step < _length.StepsPerEpoch && progress.Updates < _length.TotalUpdates)
            {
                if (stop.IsCancellationRequested)
                {
                    Read(sums);
                    Checkpoint.SaveRun(LastPath, learner, progress, options, training.ClassNames);
                    return false;
                }

                var rate = schedule.RateAt(progress.Updates);
                TakeStep(order, sums, rate);
                progress.EpochSeconds = secondsBefore + clock.Elapsed.TotalSeconds;
                if (progress.Step % StepsBetweenReadings == 0 || progress.Step == _length.StepsPerEpoch)
                {
                    Read(sums);
                    observers.Tell(observer => observer.OnStep(new(progress.Epoch, progress.Step, _length.StepsPerEpoch, progress.LossSum / progress.FacesSeen, rate, progress.FacesSeen / progress.EpochSeconds)));
                }
            }

            Read(sums);
            EndEpoch(schedule.RateAt(progress.Updates - 1));
        }

        return true;
    }

    private void TakeStep(Tensor order, Tensor sums, double rate)
    {
        var seed = _seeds.Step(progress.Epoch, progress.Step);
        manual_seed(seed);
        var mixing = new Random(unchecked((int)seed));
        for (var part = 0; part < options.GradientAccumulationSteps; part++)
        {
            using var scope = NewDisposeScope();
            var first = ((long)progress.Step * options.GradientAccumulationSteps) + part;
            var index = order.narrow(0, first * _length.BatchSize, _length.BatchSize);
            var faces = _augmenter.Apply(training.Images.index_select(0, index));
            var (images, targets) = TargetMixing.Apply(faces, training.Targets.index_select(0, index), options.MixupAlpha, options.CutmixAlpha, mixing);
            AddGradients(images, targets, sums);
            if (learner.Update.NeedsSecondGradient)
            {
                learner.Update.Climb();
                AddGradients(images, targets, sums: null);
                learner.Update.Descend();
            }
        }

        learner.Update.Apply(rate);
        learner.Average(progress.Updates);
        progress.Step++;
        progress.Updates++;
        progress.FacesSeen += (long)_length.BatchSize * options.GradientAccumulationSteps;
    }

    private void AddGradients(Tensor images, Tensor targets, Tensor? sums)
    {
        using var scope = NewDisposeScope();
        using var logits = learner.Network.call(images); // [N, C]
        using var loss = _objective.Loss(logits, targets);
        (loss / options.GradientAccumulationSteps).backward();
        if (sums is not null)
        {
            using var noGradients = no_grad();
            var correct = logits.argmax(1).eq(targets.argmax(1)).sum();
            sums.add_(stack([loss.detach().to(float64) * images.shape[0], correct.to(float64)]));
        }
    }

    // The only place that waits for the device.
    private void Read(Tensor sums)
    {
        using var onProcessor = sums.cpu();
        (progress.LossSum, progress.CorrectSum) = (onProcessor[0].item<double>(), onProcessor[1].item<double>());
        RequireFinite(progress.LossSum);
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
        var clock = Stopwatch.StartNew();
        var raw = Evaluator.Evaluate(learner.Network, validation, TestTimeViews.None);
        var averaged = learner.AveragedNetwork is { } network ? Evaluator.Evaluate(network, validation, TestTimeViews.None) : null;
        RequireFinite(raw.Loss + (averaged?.Loss ?? 0));
        var statistics = new EpochStatistics
        {
            Epoch = progress.Epoch,
            TrainingLoss = progress.LossSum / progress.FacesSeen,
            TrainingAccuracy = progress.CorrectSum / progress.FacesSeen,
            LearningRate = rate,
            RawValidation = raw,
            EmaValidation = averaged,
            TrainingSeconds = progress.EpochSeconds,
            ValidationSeconds = clock.Elapsed.TotalSeconds,
            FacesPerSecond = progress.FacesSeen / progress.EpochSeconds,
            IsBest = Math.Max(raw.Accuracy, averaged?.Accuracy ?? 0) > (progress.Best?.Validation.Accuracy ?? -1),
        };
        progress.Epochs.Add(statistics);
        if (statistics.IsBest)
        {
            Checkpoint.SaveWeights(BestPath, learner.WeightsOf(statistics.BetterSource), progress, options, training.ClassNames);
        }

        progress.BeginNextEpoch(); // before saving, so that resuming does not validate twice
        Checkpoint.SaveRun(LastPath, learner, progress, options, training.ClassNames);
        observers.Tell(observer => observer.OnEpochCompleted(statistics));
    }

    private bool StopsEarly() =>
        options.EarlyStopping > 0 && progress.Best is { } best && progress.Epochs[^1].Epoch - best.Epoch >= options.EarlyStopping;
}
