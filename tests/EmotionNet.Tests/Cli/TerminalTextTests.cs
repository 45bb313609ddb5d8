using EmotionNet.Cli;
using EmotionNet.Cli.Predict;

namespace EmotionNet.Tests.Cli;

public sealed class TerminalTextTests
{
    [Theory]
    [InlineData("\u001b[2J")]
    [InlineData("\u009b2J")]
    [InlineData("\u202Egpj.exe")]
    [InlineData("\u2066x")]
    [InlineData("\b")]
    public void Characters_that_steer_a_terminal_are_replaced_wherever_a_name_is_printed(string name)
    {
        using var output = new StringWriter();
        new TableWriter(output, [name], top: 1).Write(new ImagePrediction(name, 1, 1, []));

        Assert.Equal('\uFFFD' + name[1..], TerminalText.Clean(name));
        Assert.DoesNotContain(name[0], output.ToString());
        Assert.DoesNotContain(name[0], FailureReport.OneLine($"{name}: there is no such file"));
    }

    [Theory]
    [InlineData("größe 48×48 – 写真.jpg")]
    [InlineData("")]
    public void Letters_stay(string name) => Assert.Equal(name, TerminalText.Clean(name));
}
