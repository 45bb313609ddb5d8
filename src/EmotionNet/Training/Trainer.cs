using System.Diagnostics;
using EmotionNet.Augmentation;
using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Distributed;
using EmotionNet.Evaluation;
using EmotionNet.Losses;
using EmotionNet.Optimization;
using EmotionNet.Runtime;
using static TorchSharp.torch;

namespace EmotionNet.Training;

/// <summary>The training loop. It reports to <see cref="ITrainingObserver"/>s. Every rank runs it, on its part of each batch; rank 0 alone writes.</summary>
internal sealed class Trainer(
    TrainingOptions options,
    TrainingState state,
    FaceSet training,
    FaceSet validation,
    TrainingProgress progress,
    TimeBudget? budget,
    BeginningRecorder? beginning,
    IReadOnlyList<ITrainingObserver> observers,
    ClassificationLoss loss)
{
    private const int StepsBetweenReadings = 10;

    // Timing cuDNN's algorithms takes seconds, which a short run does not get back.
    private const int MinimumUpdatesToTune = 200;

    private readonly ScheduleLength _length = ScheduleLength.Of(options, training.Count);
    private readonly RandomSeeds _seeds = new(options.Seed);
    private readonly IRankGroup _ranks = state.Ranks;
    private readonly BatchBuilder _batches = new(options, training, state);
    private readonly ForwardBackward _forwardBackward = new(state, loss, options.GradientAccumulationSteps);
    private readonly CheckpointWriter _checkpoints = new(options, state, progress, training.ClassNames);
    private readonly FiniteGradients _finiteGradients = new(state, progress, Path.Combine(options.CheckpointDirectory, Checkpoint.LastFile));
    private readonly TestTimeAugmentation _singleView = new(TtaMode.None, options.CropSize);
    private readonly Stopwatch _lap = new();

    /// <summary>Trains to the last epoch.</summary>
    /// <returns>False when <paramref name="stop"/> came first; the state is saved then.</returns>
    public bool Run(CancellationToken stop)
    {
        _lap.Restart();
        while (progress.Updates < progress.TotalUpdates && !StopsEarly())
        {
            if (!RunSteps(stop, out var rate))
            {
                _checkpoints.SaveRun();
                return false;
            }

            var epoch = Validate(rate);
            RankAgreement.RequireSameWeights(_ranks, state.AllWeights, epoch.Epoch, _checkpoints.LastPath);
            if (epoch.IsBest)
            {
                _checkpoints.SaveBest(epoch.BetterSource);
            }

            progress.BeginNextEpoch(); // before saving, so that resuming does not validate twice
            state.UnfreezeFor(progress.Epoch);
            _checkpoints.SaveRun();
            observers.Tell(observer => observer.OnEpochCompleted(epoch));
            progress.EpochEndSeconds += Lap();
        }

        return true;
    }

    // The steps that are left of an epoch.
    private bool RunSteps(CancellationToken stop, out double rate)
    {
        using var order = Sampler.Draw(training, options.WeightedSampler, _seeds.Order(progress.Epoch)); // int64 [images]
        double[] before = _ranks.Rank == 0 ? [progress.LossSum, progress.CorrectSum] : [0, 0]; // the sums are of all ranks
        using var sums = tensor(before, float64, device: order.device);
        using var tuning = ConvolutionTuning.Use(progress.TotalUpdates - progress.Updates >= MinimumUpdatesToTune); // batches of one size; a validation has more
        rate = 0;
        state.BeginTraining();
        while (progress.Step < _length.StepsPerEpoch && progress.Updates < progress.TotalUpdates)
        {
            if (_ranks.AnyStops(stop))
            {
                ReadBack(sums);
                return false;
            }

            rate = LearningRate();
            using (var images = order.narrow(0, (long)progress.Step * _length.FacesPerStep, _length.FacesPerStep))
            {
                Update(images, _seeds.Step(progress.Epoch, progress.Step), rate, sums);
            }

            if (progress.Step % StepsBetweenReadings == 0 || progress.Step == _length.StepsPerEpoch || progress.Updates == progress.TotalUpdates)
            {
                ReadBack(sums);
                beginning?.Record(progress.LossSum / progress.FacesSeen);
                progress.TotalUpdates = budget?.TotalUpdates(progress, _length.StepsPerEpoch) ?? progress.TotalUpdates;
                var step = Report(rate);
                observers.Tell(observer => observer.OnStep(step));
            }
        }

        return true;
    }

    /// <summary>One update of the weights. Nothing in it waits for the device.</summary>
    /// <param name="order">The images of the update, <c>int64 [accumulation steps × batch]</c>.</param>
    /// <param name="seed">Of everything random in it.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="sums">Receives the sum of the losses and the count of right predictions, <c>float64 [2]</c>.</param>
    internal void Update(Tensor order, long seed, double rate, Tensor sums)
    {
        foreach (var (images, targets) in _batches.Of(order, seed)) // [n, 1, S, S], [n, C]
        {
            _forwardBackward.Run(images, targets, sums);
            if (state.Sam is { } sam)
            {
                state.Replicas.SumOverRanks(withStatistics: !state.IsFrozen);
                RequireFiniteGradients();
                sam.PerturbWeights();
                _forwardBackward.Run(images, targets, sums: null);
                sam.RestoreWeights();
            }
        }

        state.Replicas.SumOverRanks(withStatistics: state.Sam is null && !state.IsFrozen);
        RequireFiniteGradients();
        state.Optimizer.ClipGradients();
        state.Optimizer.Step(rate);
        state.Average?.Update(state.Weights, progress.Updates);
        progress.CountUpdate(_length.FacesPerStep);

        void RequireFiniteGradients() => _finiteGradients.Require(() => _batches.Of(order, seed).Select(batch => batch.Images));
    }

    private EpochStatistics Validate(double rate)
    {
        var raw = Evaluator.Evaluate(state.Network, validation, _singleView, ranks: _ranks);
        var averaged = state.AveragedNetwork is { } network ? Evaluator.Evaluate(network, validation, _singleView, ranks: _ranks) : null;
        FiniteLoss.Require(raw.Loss + (averaged?.Loss ?? 0), progress, _checkpoints.LastPath);
        var validationSeconds = Lap();
        progress.EpochEndSeconds += validationSeconds;
        var epoch = new EpochStatistics
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
        progress.Epochs.Add(epoch);
        return epoch;
    }

    // A budget moves the end of the run, and the schedule with it.
    private double LearningRate() => new OneCycleSchedule(
        options.LearningRate, options.MaxLearningRate, progress.TotalUpdates, options.WarmUpFraction, options.FinalDivisor).RateAt(progress.Updates);

    private StepProgress Report(double rate) => new(
        progress.Epoch,
        progress.Step,
        _length.StepsPerEpoch,
        progress.Updates,
        progress.TotalUpdates,
        progress.LossSum / progress.FacesSeen,
        rate,
        progress.FacesSeen / progress.EpochSeconds);

    // The only place that waits for the device.
    private void ReadBack(Tensor sums)
    {
        using var onHost = _ranks.Count == 1 ? sums.cpu() : sums.cpu().clone();
        _ranks.Sum(onHost);
        (progress.LossSum, progress.CorrectSum) = (onHost[0].item<double>(), onHost[1].item<double>());
        FiniteLoss.Require(progress.LossSum, progress, _checkpoints.LastPath);
        progress.CountSeconds(Lap());
    }

    // Seconds since the last call, which are all seconds of the run; on rank 0's clock, because a budget decides by them.
    private double Lap()
    {
        var seconds = _ranks.OfFirst(_lap.Elapsed.TotalSeconds);
        _lap.Restart();
        progress.RunSeconds += seconds;
        return seconds;
    }

    private bool StopsEarly() =>
        options.EarlyStopping > 0 && progress.Best is { } best && progress.Epochs[^1].Epoch - best.Epoch >= options.EarlyStopping;
}
