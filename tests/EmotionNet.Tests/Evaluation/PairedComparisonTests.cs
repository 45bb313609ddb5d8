using EmotionNet.Evaluation;

namespace EmotionNet.Tests.Evaluation;

[Collection(TorchFreeTests.Name)]
public sealed class PairedComparisonTests
{
    private static readonly string[] Classes = ["a", "b", "c"];
    private static readonly int[] Labels = [.. Enumerable.Range(0, 300).Select(face => face % 3)];

    [Fact]
    public void Identical_networks_do_not_differ()
    {
        var answers = Answers(seed: 1, accuracy: 0.7);

        var comparison = Compare([answers], [[.. answers]]);

        Assert.Equal((0.0, new ConfidenceInterval(0, 0)), (comparison.Accuracy.Difference, comparison.Accuracy.Interval));
        Assert.Equal((0.0, new ConfidenceInterval(0, 0)), (comparison.MacroF1.Difference, comparison.MacroF1.Interval));
        Assert.Equal(1, comparison.McNemar!.PValue);
        Assert.Empty(comparison.Flipped);
        Assert.False(comparison.IsDifferent);
    }

    [Fact]
    public void Scores_are_those_of_each_network_and_the_difference_is_the_second_less_the_first()
    {
        var comparison = PairedComparison.Of([0, 0, 1, 1, 2], Classes, [[0, 1, 1, 1, 0]], [[0, 0, 1, 0, 0]], seed: 1);

        Assert.Equal((0.6, 0.6), (comparison.Accuracy.First, comparison.Accuracy.Second));
        Assert.Equal([(0.5, 1.0), (1.0, 0.5), (0.0, 0.0)], comparison.Classes.Select(score => (score.Recall.First, score.Recall.Second)));
        Assert.Equal([2L, 2L, 1L], comparison.Classes.Select(score => score.Count));
        Assert.Equal((0.5 + 0.8 + 0) / 3, comparison.MacroF1.First, 1e-12);
        Assert.Equal(((2 / 3.0) + (2 / 3.0) + 0) / 3, comparison.MacroF1.Second, 1e-12);
        Assert.Equal([(1, true), (3, false)], comparison.Flipped.Select(face => (face.Index, face.IsGained)));
        Assert.Equal(("a", "b", "a"), (comparison.Flipped[0].Label, comparison.Flipped[0].First[0], comparison.Flipped[0].Second[0]));
        Assert.Equal((1, 1, 1.0), (comparison.Gained, comparison.Lost, comparison.McNemar!.PValue));
    }

    [Fact]
    public void A_large_difference_is_told_and_turns_its_sign_with_the_order()
    {
        int[] worse = Answers(seed: 1, accuracy: 0.6), better = Answers(seed: 2, accuracy: 0.9);

        PairedComparison there = Compare([worse], [better]), back = Compare([better], [worse]);

        Assert.True(there.IsDifferent && back.IsDifferent);
        Assert.InRange(there.Accuracy.Interval.Lower, 0.1, there.Accuracy.Difference);
        Assert.Equal(there.Accuracy.Difference, -back.Accuracy.Difference);
        Assert.Equal(there.Accuracy.Interval.Lower, -back.Accuracy.Interval.Upper, 1e-12);
        Assert.Equal((there.Gained, there.Lost), (back.Lost, back.Gained));
    }

    // The interval of Bonett and Price is another approximation of the same quantity.
    [Fact]
    public void The_interval_of_the_accuracy_agrees_with_the_one_in_closed_form()
    {
        int[] first = Answers(seed: 1, accuracy: 0.7), second = Answers(seed: 2, accuracy: 0.75);

        var interval = Compare([first], [second]).Accuracy.Interval;

        var closed = PairedDifference.Of([.. IsRight(first)], [.. IsRight(second)]).Interval;
        Assert.Equal(closed.Lower, interval.Lower, 0.01);
        Assert.Equal(closed.Upper, interval.Upper, 0.01);
    }

    [Fact]
    public void Five_gained_faces_and_none_lost_are_not_enough()
    {
        int[] first = [.. Labels], second = [.. Labels];
        foreach (var face in Enumerable.Range(0, 5))
        {
            first[face] = (first[face] + 1) % 3;
        }

        var comparison = Compare([first], [second]);

        Assert.True(comparison.Accuracy.ExcludesZero); // the bootstrap has no lost face to draw
        Assert.Equal(0.0625, comparison.McNemar!.PValue, 1e-12);
        Assert.False(comparison.IsDifferent);
    }

    [Fact]
    public void Several_seeds_are_averaged_and_widen_the_interval_by_their_spread()
    {
        int[] low = Answers(seed: 1, accuracy: 0.6), high = Answers(seed: 2, accuracy: 0.9), other = Answers(seed: 3, accuracy: 0.7);

        PairedComparison seeds = Compare([low, high], [other]), single = Compare([low], [other]);

        Assert.Equal((IsRight(low).Count(right => right) + IsRight(high).Count(right => right)) / 600.0, seeds.Accuracy.First, 1e-12);
        Assert.Null(seeds.McNemar);
        Assert.True(Width(seeds) > 1.5 * Width(single));
    }

    // The mean of two seeds that differ by d has the standard error d / 2, whatever the faces; here these are all alike.
    [Fact]
    public void The_variance_of_two_seeds_is_not_underestimated()
    {
        int[] wrong = [.. Labels.Select(label => (label + 1) % 3)];

        var interval = Compare([Labels, wrong], [Labels]).Accuracy.Interval;

        Assert.Equal(new ConfidenceInterval(0, 1), interval);
    }

    [Fact]
    public void A_face_is_right_for_several_seeds_where_more_than_half_are()
    {
        var comparison = PairedComparison.Of([0, 0], Classes, [[0, 0], [0, 1], [1, 1]], [[1, 0]], seed: 1);

        Assert.Equal([(0, false), (1, true)], comparison.Flipped.Select(face => (face.Index, face.IsGained)));
        Assert.Equal(["a", "a", "b"], comparison.Flipped[0].First);
    }

    private static PairedComparison Compare(IReadOnlyList<int[]> first, IReadOnlyList<int[]> second) =>
        PairedComparison.Of(Labels, Classes, first, second, seed: 1);

    private static int[] Answers(int seed, double accuracy)
    {
        var random = new Random(seed);
        return [.. Labels.Select(label => random.NextDouble() < accuracy ? label : (label + 1 + random.Next(2)) % 3)];
    }

    private static IEnumerable<bool> IsRight(int[] answers) => answers.Zip(Labels, (answer, label) => answer == label);

    private static double Width(PairedComparison comparison) => comparison.Accuracy.Interval.Upper - comparison.Accuracy.Interval.Lower;
}
