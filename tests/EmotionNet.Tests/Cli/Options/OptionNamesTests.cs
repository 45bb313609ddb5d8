using EmotionNet.Cli;
using EmotionNet.Cli.Options;

namespace EmotionNet.Tests.Cli.Options;

public sealed class OptionNamesTests
{
    [Theory]
    [InlineData("`lr` 1 is above `max-lr` 0.002", "--lr 1 is above --max-lr 0.002")]
    [InlineData("give `resume` the file, or `overwrite`, or see `config-file`", "give --resume the file, or --overwrite, or see --config-file")]
    [InlineData("no option here", "no option here")]
    [InlineData("a word in `backticks` stays", "a word in `backticks` stays")]
    [InlineData("a file named `` or ` stays", "a file named `` or ` stays")]
    [InlineData("one ` before `seed`", "one ` before --seed")]
    [InlineData("`other`seed`", "`other--seed")]
    [InlineData("`Seed` and `seed 1` stay", "`Seed` and `seed 1` stay")]
    [InlineData("", "")]
    public void An_option_that_the_library_names_is_spelled_as_on_the_command_line(string text, string expected) =>
        Assert.Equal(expected, OptionNames.ToCommandLine(text));

    [Fact]
    public void A_problem_that_the_library_found_is_reported_with_the_options_of_the_command_line()
    {
        var errors = new StringWriter();

        FailureReport.Tell(new UserInputException("`crop` 41 is odd", "use `crop` 40, not `41`", "a.csv", 3), errors);

        Assert.Equal("a.csv, line 3: --crop 41 is odd; use --crop 40, not `41`.", errors.ToString().TrimEnd());
    }
}
