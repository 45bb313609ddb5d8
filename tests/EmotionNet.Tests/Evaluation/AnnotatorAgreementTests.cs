using EmotionNet.Evaluation;

namespace EmotionNet.Tests.Evaluation;

[Collection(TorchFreeTests.Name)]
public sealed class AnnotatorAgreementTests
{
    private static readonly double[][] Votes = [[1, 0], [0.9, 0.1], [0.5, 0.5]];

    [Fact]
    public void A_network_that_says_the_votes_has_no_divergence_and_the_same_entropy()
    {
        var agreement = Compare(Votes);

        Assert.Equal(0, agreement.MeanDivergence, 1e-12);
        Assert.Equal(agreement.Votes, agreement.Network);
        Assert.Equal(Math.Log(2), agreement.Votes[2], 1e-12);
        Assert.Equal(1, agreement.RankCorrelation, 1e-12);
    }

    [Fact]
    public void A_network_that_doubts_where_the_annotators_agree_correlates_negatively() =>
        Assert.Equal(-1, Compare([[0.5, 0.5], [0.7, 0.3], [0.99, 0.01]]).RankCorrelation, 1e-12);

    [Fact]
    public void A_network_that_always_says_the_same_has_no_correlation_and_the_divergence_by_hand()
    {
        var agreement = Compare([[0.8, 0.2], [0.8, 0.2], [0.8, 0.2]]);

        var byHand = Math.Log(1 / 0.8) + (0.9 * Math.Log(0.9 / 0.8)) + (0.1 * Math.Log(0.1 / 0.2)) + (0.5 * Math.Log(0.5 / 0.8)) + (0.5 * Math.Log(0.5 / 0.2));
        Assert.Equal(0, agreement.RankCorrelation);
        Assert.Equal(byHand / 3, agreement.MeanDivergence, 1e-12);
    }

    private static AnnotatorAgreement Compare(double[][] network) => AnnotatorAgreement.Of(new FacePredictions(["a", "b"], [0, 0, 0], network), Votes);
}
