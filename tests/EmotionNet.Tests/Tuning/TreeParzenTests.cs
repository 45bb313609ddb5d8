using EmotionNet.Tuning;
using static EmotionNet.Tests.Tuning.MadeUpTrials;

namespace EmotionNet.Tests.Tuning;

public sealed class TreeParzenTests
{
    [Fact]
    public void With_too_few_trials_the_proposals_are_random()
    {
        var definition = Definition();
        Trial[] trials = [.. Enumerable.Range(0, TreeParzen.Enough(definition.Space) - 1).Select(number => Trial(number, 0.5))];

        Assert.Equal(
            TreeParzen.Propose(definition.Space, 3, trials, ProposalKind.Random, seed: 1),
            TreeParzen.Propose(definition.Space, 3, trials, ProposalKind.Tpe, seed: 1));
    }

    [Fact]
    public void Proposals_come_near_the_better_trials()
    {
        var space = Definition().Space;
        Trial[] trials = [.. Enumerable.Range(0, 40).Select(number => At(number, (number + 0.5) / 40, accuracy: 1 - Math.Abs(((number + 0.5) / 40) - 0.7)))];

        var proposed = Enumerable.Range(0, 20).Select(seed => TreeParzen.Propose(space, 3, trials, ProposalKind.Tpe, seed)[0]).ToList();

        Assert.All(proposed, coordinate => Assert.InRange(coordinate, 0.5, 0.9));
    }

    [Fact]
    public void The_highest_rung_with_enough_trials_decides()
    {
        var space = Definition().Space;
        Trial[] trials = [.. Enumerable.Range(0, 40).Select(number => At(number, (number + 0.5) / 40, accuracy: number / 40.0)
            .With(number % 2 == 0 ? 1 - (number / 40.0) : null))]; // after 3 epochs the low coordinates are the better ones

        var proposed = Enumerable.Range(0, 20).Select(seed => TreeParzen.Propose(space, 3, trials, ProposalKind.Tpe, seed)[0]).ToList();

        Assert.All(proposed, coordinate => Assert.InRange(coordinate, 0, 0.4));
    }

    [Fact]
    public void A_choice_that_the_better_trials_share_is_taken()
    {
        var space = Definition().Space;
        Trial[] trials = [.. Enumerable.Range(0, 40).Select(number => At(number, 0.5, accuracy: number % 4 == 0 ? 0.75 : 0.25) with
        {
            Point = [0.5, 0.5, 0.5, 0.5, 0.5, number % 4 == 0 ? 0.75 : 0.25],
        })];

        var proposed = TreeParzen.Propose(space, 3, trials, ProposalKind.Tpe, seed: 1)[5];

        Assert.Equal("true", space.Dimensions[5].Draw(proposed).Text);
    }

    [Fact]
    public void In_as_many_trials_it_comes_nearer_to_the_best_than_random_proposals()
    {
        var (tpe, random) = (0.0, 0.0);
        for (var seed = 0; seed < 10; seed++)
        {
            tpe += BestOf(50, ProposalKind.Tpe, seed);
            random += BestOf(50, ProposalKind.Random, seed);
        }

        Assert.True(tpe < random / 2, FormattableString.Invariant($"{tpe} against {random}"));
    }

    // The smallest squared distance to a place in the five numbers, of so many trials.
    private static double BestOf(int count, ProposalKind kind, int seed)
    {
        var space = Definition().Space;
        List<Trial> trials = [];
        for (var number = 0; number < count; number++)
        {
            var point = TreeParzen.Propose(space, 3, trials, kind, seed);
            trials.Add(Trial(number, 1 - point.Take(5).Sum(coordinate => Math.Pow(coordinate - 0.3, 2))) with { Point = point });
        }

        return trials.Min(trial => 1 - trial.Results[0].Accuracy);
    }

    private static Trial At(int number, double coordinate, double accuracy) => Trial(number, accuracy) with { Point = [coordinate, 0.5, 0.5, 0.5, 0.5, 0.25] };
}

/// <summary>A second result for a trial.</summary>
internal static class SecondResult
{
    public static Trial With(this Trial trial, double? accuracy) =>
        accuracy is { } value ? trial with { Results = [.. trial.Results, MadeUpTrials.Result(3, value)] } : trial;
}
