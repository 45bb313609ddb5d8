using EmotionNet.Cli.Report;

namespace EmotionNet.Tests.Cli.Report;

[Collection(TorchFreeTests.Name)]
public sealed class ChartAxisTests
{
    [Theory]
    [InlineData(0, 1, 0, new[] { 0, 0.2, 0.4, 0.6, 0.8, 1 })]
    [InlineData(0.5, 3.5, 1, new[] { 1.0, 2, 3 })]
    [InlineData(0.5, 36.5, 1, new[] { 10.0, 20, 30 })]
    [InlineData(-0.1, 0.1, 0, new[] { -0.1, -0.05, 0, 0.05, 0.1 })]
    public void Ticks_are_round_and_few(double low, double high, double step, double[] expected) =>
        Assert.Equal(expected, new ChartAxis(low, high).Ticks(step).Select(tick => Math.Round(tick, 9)));

    [Fact]
    public void A_range_has_room_around_its_numbers_and_more_than_none_around_a_single_one()
    {
        Assert.Equal(new ChartAxis(-0.04, 1.04), ChartAxis.Around([0, 1, double.NaN, double.PositiveInfinity]));
        Assert.Equal(0.5, ChartAxis.Around([3]).Place(3), 1e-9);
        Assert.Equal(0.5, ChartAxis.Around([0]).Place(0), 1e-9);
        Assert.Equal(new ChartAxis(0, 1), ChartAxis.Around([]));
    }

    [Theory]
    [InlineData(0.25, true, "25 %")]
    [InlineData(0.0000012, false, "1.2e-6")]
    [InlineData(0.012, false, "0.012")]
    public void A_tick_is_short(double value, bool isPercent, string expected) => Assert.Equal(expected, ChartAxis.Words(value, isPercent));
}
