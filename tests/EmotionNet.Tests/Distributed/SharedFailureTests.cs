using EmotionNet.Distributed;

namespace EmotionNet.Tests.Distributed;

public sealed class SharedFailureTests
{
    [Fact]
    public void Work_that_fails_on_one_rank_fails_on_all_and_names_the_rank()
    {
        using var result = new MemoryStream();
        using var ranks = new ScriptedRanks(3, (other, mine) => other == 1 ? """{"Host":"b","Problem":"data.csv: no such file","Fix":"copy it"}""" : mine);

        var failure = Assert.Throws<UserInputException>(() => SharedFailure.Join(ranks, () => result));

        Assert.Equal("rank 1 on b: data.csv: no such file; copy it.", failure.Message);
        Assert.True(SharedFailure.Is(failure));
        Assert.False(result.CanRead); // disposed of
    }

    [Fact]
    public void A_failure_that_all_ranks_have_is_told_as_by_one_process()
    {
        var problem = new UserInputException("no such file", "copy it", "data.csv", 3);
        using var ranks = new ScriptedRanks(2, (_, mine) => mine);

        var failure = Assert.Throws<UserInputException>(() => SharedFailure.Join<TemporaryFolder>(ranks, () => throw problem));

        Assert.Same(problem, failure);
        Assert.True(SharedFailure.Is(failure));
    }

    [Fact]
    public void Another_rank_learns_the_failure_of_rank_0()
    {
        using var ranks = new ScriptedRanks(2, (_, mine) => mine.Replace("copy", "link", StringComparison.Ordinal), rank: 1);

        var failure = Assert.Throws<UserInputException>(
            () => SharedFailure.Join<TemporaryFolder>(ranks, () => throw new UserInputException("no such file", "copy it")));

        Assert.Equal("no such file; link it.", failure.Message);
    }

    [Fact]
    public void A_failure_of_one_process_is_its_own()
    {
        var failure = Assert.Throws<UserInputException>(
            () => SharedFailure.Join<TemporaryFolder>(SingleProcess.Instance, () => throw new UserInputException("no", "yes")));

        Assert.False(SharedFailure.Is(failure));
    }
}
