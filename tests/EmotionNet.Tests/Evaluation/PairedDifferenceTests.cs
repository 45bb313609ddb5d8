using EmotionNet.Evaluation;

namespace EmotionNet.Tests.Evaluation;

[Collection(TorchFreeTests.Name)]
public sealed class PairedDifferenceTests
{
    // Wald_CI_BonettPrice_paired_2x2(cavo_2012) of R's package contingencytables: the response of 161 patients before and after a therapy
    // (Cavo et al. 2012).
    [Fact]
    public void The_interval_is_that_of_the_package_contingencytables()
    {
        var difference = Of(both: 59, first: 16, second: 6, neither: 80);

        Assert.Equal((6, 16), (difference.Gained, difference.Lost));
        Assert.Equal(-0.0621, difference.Difference, 5e-5);
        Assert.Equal(-0.1195, difference.Interval.Lower, 5e-5);
        Assert.Equal(-0.0032, difference.Interval.Upper, 5e-5);
    }

    [Fact]
    public void It_turns_its_sign_with_the_order()
    {
        PairedDifference there = Of(both: 50, first: 3, second: 12, neither: 35), back = Of(both: 50, first: 12, second: 3, neither: 35);

        Assert.Equal(there.Difference, -back.Difference);
        Assert.Equal(there.Interval.Lower, -back.Interval.Upper, 1e-15);
        Assert.Equal((there.Gained, there.Lost), (back.Lost, back.Gained));
    }

    [Fact]
    public void Equal_answers_still_leave_room_for_a_difference()
    {
        var difference = Of(both: 90, first: 0, second: 0, neither: 10);

        Assert.Equal(0, difference.Difference);
        Assert.InRange(difference.Interval.Upper, 0.01, 0.04);
    }

    private static PairedDifference Of(int both, int first, int second, int neither)
    {
        (bool First, bool Second, int Count)[] cells = [(true, true, both), (true, false, first), (false, true, second), (false, false, neither)];
        var pairs = cells.SelectMany(cell => Enumerable.Repeat((cell.First, cell.Second), cell.Count)).ToList();
        return PairedDifference.Of([.. pairs.Select(pair => pair.First)], [.. pairs.Select(pair => pair.Second)]);
    }
}
