using EmotionNet.Configuration;
using EmotionNet.Distributed;
using EmotionNet.Training;
using FsCheck;
using FsCheck.Xunit;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Training;

public sealed class RankRulesTests
{
    [Theory]
    [InlineData(128, 1, 64)]
    [InlineData(128, 2, 64)] // as in one process
    [InlineData(128, 4, 32)]
    [InlineData(126, 3, 42)]
    [InlineData(16, 2, 8)]
    public void The_default_group_gives_each_rank_one(int batchSize, int ranks, int groupSize) =>
        Assert.Equal(groupSize, RankRules.GroupSize(0, batchSize, isGpu: false, ranks));

    [Property]
    public void Whatever_is_accepted_gives_every_rank_the_same_number_of_whole_groups(PositiveInt batch, byte group, PositiveInt count)
    {
        var (batchSize, ranks) = (batch.Get + 1, (count.Get % 16) + 1);
        var options = new TrainingOptions { BatchSize = batchSize, BatchNormGroup = group == 1 ? 0 : group };
        try
        {
            RankRules.Check(options, batchSize, savedGroup: 0, isResumed: false, CPU, ranks);
        }
        catch (UserInputException)
        {
            return;
        }

        var groupSize = RankRules.GroupSize(options.BatchNormGroup, batchSize, isGpu: false, ranks);
        var replicas = ReplicaLayout.Of(batchSize, groupSize, threads: 2, isGpu: false, ranks).Replicas;
        Assert.Equal(ReplicaLayout.GroupsOf(batchSize, groupSize), replicas * ranks);
        Assert.InRange(replicas, 1, int.MaxValue);
        Assert.True(ranks == 1 || batchSize / (replicas * ranks) >= 2);
    }

    [Theory]
    [InlineData(100, 0, 3, "`batch-size` 100 cannot be shared out evenly to 3 ranks; use `batch-size` 99 or 102.")]
    [InlineData(4, 0, 4, "`batch-size` 4 cannot be shared out evenly to 4 ranks; use `batch-size` 8.")]
    [InlineData(
        128, 64, 4, "`batch-norm-group` 64 makes 2 groups of a batch of 128, which 4 ranks cannot share evenly; "
            + "use `batch-norm-group` 32, or this number of ranks: 1, 2.")]
    public void What_does_not_divide_is_refused_with_what_does(int batchSize, int group, int ranks, string sentence)
    {
        var options = new TrainingOptions { BatchSize = batchSize, BatchNormGroup = group };

        var refusal = Assert.Throws<UserInputException>(() => RankRules.Check(options, batchSize, savedGroup: 0, isResumed: false, CPU, ranks));

        Assert.Equal(sentence, refusal.Message);
    }

    [Fact]
    public void A_run_is_resumed_by_as_many_ranks_as_can_share_its_groups()
    {
        var options = new TrainingOptions { BatchSize = 128 };

        RankRules.Check(options, 128, savedGroup: 32, isResumed: true, CPU, ranks: 2);
        var refusal = Assert.Throws<UserInputException>(() => RankRules.Check(options, 128, savedGroup: 32, isResumed: true, CPU, ranks: 3));

        Assert.Equal(
            "the run was started with batches of 128 in 4 batch-norm groups, which 3 ranks cannot share evenly; resume with this number of ranks: 1, 2, 4.",
            refusal.Message);
    }

    [Fact]
    public void Several_ranks_elsewhere_than_on_the_CPU_are_refused() => Assert.Contains(
        "cannot train on",
        Assert.Throws<UserInputException>(() => RankRules.Check(new(), 128, 0, isResumed: false, META, 2)).Message,
        StringComparison.Ordinal);
}
