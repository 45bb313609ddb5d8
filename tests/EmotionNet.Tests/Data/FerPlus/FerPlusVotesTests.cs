using EmotionNet.Data;
using EmotionNet.Data.FerPlus;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace EmotionNet.Tests.Data.FerPlus;

public sealed class FerPlusVotesTests
{
    /// <summary>Ten people who each name one of ten columns, with a liking for a few of them.</summary>
    private static readonly Arbitrary<int[]> Ballots = Gen.Choose(0, 9)
        .SelectMany(liked => Gen.Frequency((3, Gen.Constant(liked)), (4, Gen.Choose(0, 9))).ArrayOf(10))
        .Select(choices => Enumerable.Range(0, 10).Select(column => choices.Count(choice => choice == column)).ToArray())
        .ToArbitrary();

    [Property(MaxTest = 500)]
    public Property A_majority_class_holds_more_than_half_of_the_votes_that_count() => Prop.ForAll(Ballots, votes =>
    {
        var (outcome, target) = Apply(votes, LabelMode.Majority);
        var counted = votes.Where(count => count > 1).Sum();
        return outcome == LabelOutcome.Kept
            ? target.Sum() == 1f && 2 * votes[Array.IndexOf(target, 1f)] > counted
            : target.All(share => share == 0f) && votes.Take(8).All(count => count < 2 || 2 * count <= counted);
    });

    [Property(MaxTest = 500)]
    public Property A_probability_target_sums_to_one_over_at_most_three_emotions() => Prop.ForAll(Ballots, votes =>
    {
        var (outcome, target) = Apply(votes, LabelMode.Probability);
        return outcome == LabelOutcome.Kept
            ? Math.Abs(target.Sum() - 1f) < 1e-6f && target.Count(share => share > 0f) is >= 1 and <= 3
            : target.All(share => share == 0f);
    });

    [Property(MaxTest = 500)]
    public Property A_multi_target_row_marks_every_emotion_with_three_tenths_and_no_other() => Prop.ForAll(Ballots, votes =>
    {
        var (outcome, target) = Apply(votes, LabelMode.MultiTarget);
        var counted = votes.Where(count => count > 1).Sum();
        return outcome != LabelOutcome.Kept
            || Enumerable.Range(0, 8).All(column => target[column] == (votes[column] > 1 && 10 * votes[column] >= 3 * counted ? 1f : 0f));
    });

    [Theory]
    [InlineData("6 4 0 0 0 0 0 0 0 0", LabelMode.Majority, LabelOutcome.Kept, "1 0 0 0 0 0 0 0")]
    [InlineData("5 5 0 0 0 0 0 0 0 0", LabelMode.Majority, LabelOutcome.NoMajority, "")] // a tie has no majority
    [InlineData("4 1 1 1 1 1 1 0 0 0", LabelMode.Majority, LabelOutcome.Kept, "1 0 0 0 0 0 0 0")] // single votes are slips
    [InlineData("5 0 0 0 0 0 0 0 3 2", LabelMode.Majority, LabelOutcome.NoMajority, "")] // unknown and NF count among the votes
    [InlineData("2 0 0 0 0 0 0 0 8 0", LabelMode.Majority, LabelOutcome.Unknown, "")]
    [InlineData("2 0 0 0 0 0 0 0 0 8", LabelMode.Probability, LabelOutcome.NotAFace, "")]
    [InlineData("0 0 0 0 0 0 0 0 0 0", LabelMode.MultiTarget, LabelOutcome.NotAFace, "")]
    [InlineData("1 1 1 1 1 1 1 1 1 1", LabelMode.Majority, LabelOutcome.NoMajority, "")]
    [InlineData("8 2 0 0 0 0 0 0 0 0", LabelMode.Probability, LabelOutcome.Kept, "1 0 0 0 0 0 0 0")] // the first holds three quarters already
    [InlineData("5 3 2 0 0 0 0 0 0 0", LabelMode.Probability, LabelOutcome.Kept, "0.625 0.375 0 0 0 0 0 0")]
    [InlineData("4 2 2 0 0 0 0 0 2 0", LabelMode.Probability, LabelOutcome.Kept, "0.5 0.25 0.25 0 0 0 0 0")]
    [InlineData("4 2 2 2 0 0 0 0 0 0", LabelMode.Probability, LabelOutcome.TooManyEmotions, "")]
    [InlineData("5 0 0 0 0 0 0 0 5 0", LabelMode.Probability, LabelOutcome.NoMajority, "")]
    [InlineData("5 3 2 0 0 0 0 0 0 0", LabelMode.MultiTarget, LabelOutcome.Kept, "1 1 0 0 0 0 0 0")]
    [InlineData("5 2 3 0 0 0 0 0 0 0", LabelMode.MultiTarget, LabelOutcome.Kept, "1 0 1 0 0 0 0 0")]
    [InlineData("4 2 2 2 0 0 0 0 0 0", LabelMode.MultiTarget, LabelOutcome.NoMajority, "")]
    public void The_papers_rules_in_examples(string votes, LabelMode mode, object outcome, string target)
    {
        var result = Apply(votes.Split(' ').Select(int.Parse).ToArray(), mode);

        Assert.Equal(outcome, result.Outcome);
        Assert.Equal(target.Length == 0 ? new float[8] : target.Split(' ').Select(float.Parse), result.Target);
    }

    private static (LabelOutcome Outcome, float[] Target) Apply(int[] votes, LabelMode mode)
    {
        var target = new float[FerPlusVotes.EmotionCount];
        return (FerPlusVotes.Apply(votes, mode, target), target);
    }
}
