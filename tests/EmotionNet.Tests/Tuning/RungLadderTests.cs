using EmotionNet.Tuning;
using static EmotionNet.Tests.Tuning.MadeUpTrials;

namespace EmotionNet.Tests.Tuning;

public sealed class RungLadderTests
{
    private static readonly RungLadder Ladder = RungLadder.Down(fullLength: 9, shortest: 1, reduction: 3);

    [Theory]
    [InlineData(36, 1, 3, new[] { 1, 4, 12, 36 })]
    [InlineData(8, 1, 3, new[] { 1, 3, 8 })]
    [InlineData(36, 5, 3, new[] { 12, 36 })]
    [InlineData(16, 1, 4, new[] { 1, 4, 16 })]
    [InlineData(1, 1, 2, new[] { 1 })]
    [InlineData(2, 1, 2, new[] { 1, 2 })]
    [InlineData(3, 9, 3, new[] { 3 })]
    public void The_rungs_go_down_from_the_full_length_by_the_reduction(int fullLength, int shortest, int reduction, int[] expected) =>
        Assert.Equal(expected, RungLadder.Down(fullLength, shortest, reduction).Epochs);

    [Fact]
    public void Of_two_trials_none_goes_on_where_one_in_three_does() => Assert.Null(Ladder.FindPromotable([Trial(0, 0.5), Trial(1, 0.25)]));

    [Fact]
    public void The_best_of_three_trials_goes_on() =>
        Assert.Equal("001", Ladder.FindPromotable([Trial(0, 0.25), Trial(1, 0.5), Trial(2, 0.375)])?.Name);

    [Fact]
    public void A_trial_that_has_gone_on_still_counts_at_the_rung_that_it_left() =>
        Assert.Null(Ladder.FindPromotable([Trial(0, 0.25), Trial(1, 0.5, 0.625), Trial(2, 0.375)]));

    [Fact]
    public void A_better_trial_goes_on_though_an_earlier_one_has_taken_the_place() =>
        Assert.Equal("003", Ladder.FindPromotable([Trial(0, 0.25), Trial(1, 0.5, 0.625), Trial(2, 0.375), Trial(3, 0.75)])?.Name);

    [Fact]
    public void The_highest_rung_goes_first() => Assert.Equal(
        "000",
        Ladder.FindPromotable(
        [
            Trial(0, 0.5, 0.75), Trial(1, 0.5, 0.625), Trial(2, 0.5, 0.5), Trial(3, 0.75), Trial(4, 0.25), Trial(5, 0.25), Trial(6, 0.25), Trial(7, 0.25),
            Trial(8, 0.25), Trial(9, 0.25), Trial(10, 0.25), Trial(11, 0.25),
        ])?.Name);

    [Fact]
    public void A_trial_that_failed_counts_as_the_worst_and_does_not_go_on()
    {
        Trial[] trials = [Trial(0, 0.25), Trial(1) with { Failure = "The loss is not a number." }, Trial(2, 0.125)];

        Assert.Equal(["000", "002", "001"], RungLadder.RankAt(0, trials).Select(trial => trial.Name));
        Assert.Equal("000", Ladder.FindPromotable(trials)?.Name);
        Assert.Null(Ladder.FindPromotable([.. trials.Select(trial => trial with { Failure = "no", Results = [] })]));
    }

    [Fact]
    public void Where_accuracies_are_equal_the_lower_cross_entropy_is_better()
    {
        var first = Trial(0) with { Results = [new RungResult(1, 0.5, Loss: 1.5, Seconds: 1)] };
        var second = Trial(1) with { Results = [new RungResult(1, 0.5, Loss: 1.25, Seconds: 1)] };

        Assert.Equal(["001", "000"], RungLadder.RankAt(0, [first, second]).Select(trial => trial.Name));
    }

    [Fact]
    public void The_leader_is_the_best_of_the_highest_rung_and_has_not_failed_since()
    {
        Trial[] trials = [Trial(0, 0.875), Trial(1, 0.5, 0.625), Trial(2, 0.375, 0.75) with { Failure = "The loss is not a number." }];

        Assert.Equal("001", RungLadder.FindLeader(trials)?.Name);
        Assert.Null(RungLadder.FindLeader([Trial(0)]));
    }
}
