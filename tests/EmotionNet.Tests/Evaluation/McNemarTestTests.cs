using EmotionNet.Evaluation;

namespace EmotionNet.Tests.Evaluation;

[Collection(TorchFreeTests.Name)]
public sealed class McNemarTestTests
{
    // 2 Σ C(n, k) / 2^n for k up to the smaller count, in exact fractions. 6 against 16 are the patients of Cavo et al. 2012 in R's package
    // contingencytables; 86 against 150 the voters in the example of R's mcnemar.test.
    [Theory]
    [InlineData(1, 9, 22.0 / 1024)]
    [InlineData(9, 1, 22.0 / 1024)]
    [InlineData(0, 5, 2.0 / 32)]
    [InlineData(6, 16, 220112.0 / 4194304)]
    [InlineData(86, 150, 3.715936139571442e-05)]
    public void The_p_value_is_that_of_the_exact_binomial_test(int first, int second, double expected) =>
        Assert.Equal(expected, McNemarTest.Of(first, second).PValue, expected * 1e-9);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(7, 7)]
    [InlineData(2000, 2000)]
    public void Even_counts_are_no_evidence(int first, int second) => Assert.Equal(1, McNemarTest.Of(first, second).PValue);

    [Fact]
    public void Thousands_of_faces_do_not_underflow() => Assert.InRange(McNemarTest.Of(2000, 2120).PValue, 0.05, 0.07);
}
