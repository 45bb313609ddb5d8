using EmotionNet.Cli.Predict;

namespace EmotionNet.Tests.Cli.Predict;

public sealed class PredictionProgressTests
{
    [Fact]
    public void The_line_has_a_bar_the_rate_and_the_time_left() => Assert.Equal(
        $"{new string('#', 15)}{new string('-', 15)} 2,500 of 5,000, 25.0 images/s, 1:40 left", PredictionProgress.Line(2500, 5000, 100));

    [Theory]
    [InlineData(5, 3)]
    [InlineData(1, 0)]
    [InlineData(1, -2)]
    public void The_bar_is_never_longer_than_full(int done, int total) =>
        Assert.StartsWith($"{new string('#', 30)} ", PredictionProgress.Line(done, total, 1), StringComparison.Ordinal);

    [Fact]
    public void The_total_is_of_the_images_that_are_named_and_not_done() => Assert.Equal(
        2, PredictionRun.CountRemaining(["a", "a", "b", "c"], new Dictionary<string, int> { ["a"] = 1, ["c"] = 2, ["elsewhere"] = 7 }));

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
