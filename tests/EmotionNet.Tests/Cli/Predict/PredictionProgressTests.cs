using EmotionNet.Cli.Predict;

namespace EmotionNet.Tests.Cli.Predict;

public sealed class PredictionProgressTests
{
    [Fact]
    public void The_line_has_a_bar_the_rate_and_the_time_left() => Assert.Equal(
        $"{new string('#', 15)}{new string('-', 15)} 2,500 of 5,000, 25.0 images/s, 1:40 left", PredictionProgress.Line(2500, 5000, 100));

    [Fact]
    public void The_bar_is_drawn_and_gone_before_a_message()
    {
        using var output = new StringWriter();
        var progress = new PredictionProgress(3, output);

        progress.Add();
        progress.Clear();

        var parts = output.ToString().Split('\r', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("1 of 3", parts[0], StringComparison.Ordinal);
        Assert.Equal(new string(' ', parts[0].Length), parts[1]);
    }

    [Fact]
    public void Nothing_is_drawn_where_nobody_watches()
    {
        var progress = new PredictionProgress(3, output: null);

        progress.Add();
        progress.Clear();
    }
}
