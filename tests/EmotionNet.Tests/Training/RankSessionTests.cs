using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Distributed;
using EmotionNet.Tests.Distributed;
using EmotionNet.Training;

namespace EmotionNet.Tests.Training;

/// <summary>
/// Runs of two ranks in one process, where one of them meets what the other does not. Both continue one checkpoint, because threads share the
/// generator that first weights are drawn from.
/// </summary>
public sealed class RankSessionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void NaN_on_one_rank_stops_all_at_the_same_step()
    {
        StartOneEpoch(Options());

        var failures = ThreadRanks.Run(2, ranks => Assert.Throws<UserInputException>(
            () => Train(ranks, Options(), ranks.Rank == 1 ? float.NaN : 1, null, TestContext.Current.CancellationToken)));

        Assert.All(failures, failure => Assert.Equal(
            $"the gradient of classifier.bias became infinite or not a number in epoch 2, step 1; {_folder.File(Checkpoint.LastFile)} holds the last good state",
            failure.Problem));
        Assert.All(failures, failure => Assert.True(SharedFailure.Is(failure)));
        Assert.Single(Checkpoint.DescribeRun(_folder.File(Checkpoint.LastFile)).Progress.Epochs);
    }

    [Fact]
    public void A_budget_ends_by_the_clock_of_rank_0_for_all()
    {
        var options = Options() with { BudgetMinutes = 0.02, Epochs = 100_000 };
        StartOneEpoch(options);

        var summaries = ThreadRanks.Run(2, ranks => Train(ranks, options, 1, new Slowness(ranks.Rank * 40), TestContext.Current.CancellationToken)!);

        Assert.Equal(summaries[0].TotalSeconds, summaries[1].TotalSeconds);
        Assert.Equal(Losses(summaries[0]), Losses(summaries[1]));
    }

    [Fact]
    public void Early_stopping_ends_both_after_the_same_epoch()
    {
        var options = Options() with { EarlyStopping = 1, Epochs = 50, LearningRate = 1e-12, MaxLearningRate = 1e-12 }; // nothing gets better
        StartOneEpoch(options);

        var summaries = ThreadRanks.Run(2, ranks => Train(ranks, options, 1, null, TestContext.Current.CancellationToken)!);

        Assert.InRange(summaries[0].EpochsCompleted, 2, 49);
        Assert.InRange(summaries[0].RankSumShare!.Value, 0, 1);
        Assert.Equal(Losses(summaries[0]), Losses(summaries[1]));
    }

    private static IEnumerable<double> Losses(RunSummary summary) => summary.Epochs.Select(epoch => epoch.TrainingLoss);

    private TrainingOptions Options() => new()
    {
        CheckpointDirectory = _folder.Path,
        ModelType = "attention_emotion_net_small",
        Device = "cpu",
        Precision = EmotionNet.Runtime.PrecisionChoice.Fp32,
        BatchSize = 4,
        BatchNormGroup = 2,
        Epochs = 2,
        EmaDecay = 0,
        TtaMode = EmotionNet.Augmentation.TtaMode.None,
    };

    private void StartOneEpoch(TrainingOptions options)
    {
        using var stop = new CancellationTokenSource();
        Assert.Null(Train(SingleProcess.Instance, options, 1, new StopAfterEpoch(stop), stop.Token));
    }

    private RunSummary? Train(IRankGroup ranks, TrainingOptions options, float target, ITrainingObserver? observer = null, CancellationToken stop = default)
    {
        using var data = new EmotionDataset { Layout = "drawn", LabelMode = LabelMode.SingleLabel, Training = Faces(16, target), Validation = Faces(8, 1) };
        var last = _folder.File(Checkpoint.LastFile);
        return TrainingSession.Start(options, data, File.Exists(last) ? last : null, observer is null ? [] : [observer], ranks, stop);
    }

    private static FaceSet Faces(int count, float target)
    {
        var pixels = new byte[count * FaceSet.PixelCount];
        new Random(1).NextBytes(pixels);
        var faces = FaceSet.FromLabels(pixels, [.. Enumerable.Range(0, count).Select(index => index % 7)], EmotionClasses.Fer2013);
        faces.Targets.mul_(target);
        return faces;
    }

    private sealed class StopAfterEpoch(CancellationTokenSource stop) : ITrainingObserver
    {
        public void OnEpochCompleted(EpochStatistics epoch) => stop.Cancel();
    }

    private sealed class Slowness(int milliseconds) : ITrainingObserver
    {
        public void OnStep(StepProgress progress) => Thread.Sleep(milliseconds);
    }
}
