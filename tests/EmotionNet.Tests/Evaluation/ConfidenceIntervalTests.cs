using EmotionNet.Evaluation;
using FsCheck.Xunit;

namespace EmotionNet.Tests.Evaluation;

public sealed class ConfidenceIntervalTests
{
    // Newcombe, Two-sided confidence intervals for the single proportion, 1998, table I.
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void The_interval_is_that_of_the_literature(int correct, int count, double lower, double upper)
    {
        var interval = ConfidenceInterval.Wilson(correct, count);

        Assert.Equal(lower, interval.Lower, 1e-4);
        Assert.Equal(upper, interval.Upper, 1e-4);
    }

    [Property]
    public bool It_holds_the_fraction_stays_within_0_and_1_and_narrows_with_more_faces(FsCheck.PositiveInt count, FsCheck.NonNegativeInt part)
    {
        var correct = part.Get % (count.Get + 1);
        var (few, many) = (ConfidenceInterval.Wilson(correct, count.Get), ConfidenceInterval.Wilson(4L * correct, 4L * count.Get));
        var fraction = (double)correct / count.Get;
        return few.Lower >= 0 && few.Upper <= 1 && few.Lower <= fraction + 1e-12 && few.Upper >= fraction - 1e-12
            && many.Upper - many.Lower < few.Upper - few.Lower;
    }

    [Fact]
    public void Nothing_is_known_without_faces() => Assert.Equal(new(0, 1), ConfidenceInterval.Wilson(0, 0));
}
