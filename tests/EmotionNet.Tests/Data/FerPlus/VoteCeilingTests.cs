using EmotionNet.Data;
using EmotionNet.Data.FerPlus;

namespace EmotionNet.Tests.Data.FerPlus;

public sealed class VoteCeilingTests
{
    [Fact]
    public void Votes_that_all_agree_leave_room_for_every_face()
    {
        var ceiling = VoteCeiling.Of(Rows([10, 0], [0, 10]), seed: 1)!;

        Assert.Equal((2, 1.0, 1.0), (ceiling.Faces, ceiling.AgainstMajority, ceiling.AgainstOneVote));
        Assert.InRange(ceiling.AgainstMajoritySmoothed, 0.98, 1);
    }

    [Fact]
    public void Six_votes_of_ten_are_the_majority_of_ten_new_ones_as_often_as_the_binomial_distribution_says()
    {
        var ceiling = VoteCeiling.Of(Rows([.. Enumerable.Repeat<int[]>([6, 4], 400)]), seed: 1)!;

        // P(6 or more of 10 at 0.6) / (1 − P(5)); a lone vote counts for none, so that 9 against 1 is 9 against 0.
        Assert.Equal(0.6331 / (1 - 0.2007), ceiling.AgainstMajority, 0.005);
        Assert.Equal(0.6, ceiling.AgainstOneVote, 1e-9);
        Assert.InRange(ceiling.AgainstMajoritySmoothed, 0.6, ceiling.AgainstMajority - 0.02);
    }

    [Fact]
    public void Faces_without_a_majority_do_not_count()
    {
        Assert.Equal(1, VoteCeiling.Of(Rows([5, 5], [10, 0]), seed: 1)!.Faces);
        Assert.Null(VoteCeiling.Of(Rows([5, 5]), seed: 1));
    }

    private static IEnumerable<FerPlusRow> Rows(params int[][] votes) =>
        votes.Select(row => new FerPlusRow(DataSplit.Test, "face.png", [.. row, .. new int[FerPlusVotes.ColumnCount - row.Length]], 1));
}
