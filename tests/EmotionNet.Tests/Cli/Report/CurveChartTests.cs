using EmotionNet.Cli.Report;

namespace EmotionNet.Tests.Cli.Report;

[Collection(TorchFreeTests.Name)]
public sealed class CurveChartTests
{
    [Fact]
    public void A_line_goes_through_its_numbers_with_a_gap_where_one_is_missing_or_not_finite()
    {
        var chart = CurveChart.Draw("Loss", [1, 2, 3, 4], [new("training", 0, [0, 1, double.NaN, 1])]).Markup;

        // Epochs from 0.5 to 4.5 and values from -0.04 to 1.04 on a square of 1000, downwards.
        Assert.Contains("<path class=\"line c0\" d=\"M125 963h0L375 37M875 37h0\"/>", chart, StringComparison.Ordinal);
        Assert.Contains("[0,1,null,1]", System.Net.WebUtility.HtmlDecode(chart), StringComparison.Ordinal);
        Assert.Contains("Loss over 4 epochs; last: training 1", chart, StringComparison.Ordinal);
    }

    [Fact]
    public void One_epoch_is_a_dot_in_the_middle() =>
        Assert.Contains(
            "d=\"M500 500h0\"", CurveChart.Draw("Loss", [7], [new("training", 0, [0.3])]).Markup, StringComparison.Ordinal);
}
