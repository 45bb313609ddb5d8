using EmotionNet.Checkpoints;
using EmotionNet.Optimization;
using EmotionNet.Runs;

namespace EmotionNet.Tests.Training;

/// <summary>Runs on two threads. Nothing runs beside them: threads that wait for each other lose most of the time where another test has a core.</summary>
[Collection(Name)]
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ReplicaRunTests : ShortRuns
{
    private const string Name = "two threads";

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void A_run_that_was_stopped_in_mid_epoch_and_resumed_ends_with_the_same_bits(OptimizerKind optimizer)
    {
        AssertResumesToTheSameBits(Options("whole") with { Threads = 2, Optimizer = optimizer, MixupAlpha = 0.2, StochasticDepth = true });
    }

    [Theory]
    [InlineData(OptimizerKind.Muon)]
    [InlineData(OptimizerKind.Sam)]
    public void A_run_on_two_replicas_that_was_stopped_and_resumed_ends_with_the_same_bits(OptimizerKind optimizer)
    {
        AssertResumesToTheSameBits(Options("replicas") with
        {
            Threads = 2,
            BatchSize = 65, // for two replicas, which get 32 and 33 faces
            Optimizer = optimizer,
            MixupAlpha = 0.2,
            Teacher = TrainedTeacher(),
            DropoutRate = 0.3,
            StochasticDepth = true,
        }, Many);
    }

    [Fact]
    public void A_run_on_two_replicas_that_was_stopped_after_its_frozen_epoch_and_resumed_ends_with_the_same_bits() =>
        AssertResumesToTheSameBits(Options("replicas") with { Threads = 2, BatchSize = 64, InitFrom = TrainedTeacher(), FreezeEpochs = 1 }, Many);

    [Fact]
    public void The_batch_norm_group_is_decided_at_the_start_and_kept_on_resume_whatever_the_threads()
    {
        using var data = Faces();
        var (whole, stopped) = (Options("whole") with { BatchSize = 64, Threads = 2 }, Options("stopped") with { BatchSize = 64, Threads = 2 });
        TrainingRun.Start(whole, data, null, [], CancellationToken.None);
        using var stop = new CancellationTokenSource();
        Assert.Null(TrainingRun.Start(stopped, data, null, [new StopAt(stop, epoch: 2)], stop.Token));
        Assert.Equal(32, Checkpoint.Describe(Last(stopped)).Options.BatchNormGroup);

        TrainingRun.Start(stopped with { Threads = 1 }, data, Last(stopped), [], CancellationToken.None);

        Assert.Equal(32, Checkpoint.Describe(Last(stopped)).Options.BatchNormGroup);
        AssertNearlyTheSameTensors(Last(whole), Last(stopped));
        var error = Assert.Throws<UserInputException>(() => TrainingRun.Check(stopped with { BatchNormGroup = 64 }, data, Last(stopped)));
        Assert.Contains("`batch-norm-group` 32, and is now given 64", error.Message, StringComparison.Ordinal);
    }
}
