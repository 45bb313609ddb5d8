using System.Globalization;
using EmotionNet.Configuration;
using EmotionNet.Distributed;
using EmotionNet.Training;
using FsCheck;
using FsCheck.Xunit;

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
            Check(options, batchSize, ranks);
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

        var refusal = Assert.Throws<UserInputException>(() => Check(options, batchSize, ranks));

        Assert.Equal(sentence, refusal.Message);
    }

    [Fact]
    public void A_run_is_resumed_by_as_many_ranks_as_can_share_its_groups()
    {
        var options = new TrainingOptions { BatchSize = 128 };

        Check(options, 128, ranks: 2, savedGroup: 32);
        var refusal = Assert.Throws<UserInputException>(() => Check(options, 128, ranks: 3, savedGroup: 32));

        Assert.Equal(
            "the run was started with batches of 128 in 4 batch-norm groups, which 3 ranks cannot share evenly; resume with this number of ranks: 1, 2, 4.",
            refusal.Message);
    }

    [Theory]
    [InlineData(100, 1, 3, 101, "use `batch-size` 99.")] // 102 images are more than there are
    [InlineData(100, 2, 3, 250, "use `batch-size` 99 or 102.")]
    [InlineData(100, 2, 3, 203, "use `batch-size` 99.")] // two batches of 102 would be 204
    [InlineData(4, 1, 4, 7, "use this number of ranks: 1, 2.")]
    public void No_size_above_the_number_of_images_is_advised(int batchSize, int accumulation, int ranks, int images, string fix)
    {
        var options = new TrainingOptions { BatchSize = batchSize, GradientAccumulationSteps = accumulation };

        var refusal = Assert.Throws<UserInputException>(
            () => RankRules.Check(options, batchSize, images, savedGroup: 0, isResumed: false, isGpu: false, ranks));

        Assert.EndsWith($" ranks; {fix}", refusal.Message, StringComparison.Ordinal);
    }

    [Property]
    public void Every_size_that_is_advised_is_accepted(PositiveInt batch, byte group, PositiveInt count)
    {
        var options = new TrainingOptions { BatchSize = batch.Get + 1, BatchNormGroup = group == 1 ? 0 : group };
        const string Advice = "; use `batch-size` ";
        var ranks = (count.Get % 16) + 1;
        try
        {
            Check(options, options.BatchSize, ranks);
        }
        catch (UserInputException refusal) when (refusal.Message.Contains(Advice, StringComparison.Ordinal))
        {
            Assert.All(
                refusal.Message.Split(Advice)[1].TrimEnd('.').Split(" or "),
                size => Check(options, int.Parse(size, CultureInfo.InvariantCulture), ranks));
        }
        catch (UserInputException)
        {
        }
    }

    [Theory]
    [InlineData(128, false, 2, 1000, null)] // as in one process
    [InlineData(
        128,
        false,
        4,
        1000,
        "4 ranks divide a batch of 128 into batch-norm groups of 32 images, instead of 64 in one process; `batch-size` 256 keeps groups of that size.")]
    [InlineData(128, false, 4, 200, "4 ranks divide a batch of 128 into batch-norm groups of 32 images, instead of 64 in one process.")]
    [InlineData(
        128,
        false,
        64,
        9000,
        "64 ranks divide a batch of 128 into batch-norm groups of 2 images, instead of 64 in one process, which makes a worse network; "
            + "`batch-size` 4096 keeps groups of that size.")]
    [InlineData(
        128,
        true,
        2,
        1000,
        "2 ranks divide a batch of 128 into batch-norm groups of 64 images, instead of 128 in one process; `batch-size` 256 keeps groups of that size.")]
    public void Groups_that_become_smaller_are_told_with_the_batch_that_keeps_them(int batchSize, bool isGpu, int ranks, int images, string? sentence) =>
        Assert.Equal(sentence, RankRules.SmallerGroups(batchSize, isGpu, ranks, images));

    private static void Check(TrainingOptions options, int batchSize, int ranks, int savedGroup = 0) =>
        RankRules.Check(options, batchSize, faceCount: 1000, savedGroup, isResumed: savedGroup > 0, isGpu: false, ranks);
}
