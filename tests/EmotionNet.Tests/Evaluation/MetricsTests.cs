using EmotionNet.Evaluation;

namespace EmotionNet.Tests.Evaluation;

public sealed class MetricsTests
{
    [Fact]
    public void Scores_follow_from_the_confusion_matrix()
    {
        var result = Metrics.From(new long[,] { { 8, 2, 0 }, { 1, 4, 0 }, { 0, 0, 0 } }, ["a", "b", "never seen"], 0.5, 0.1);

        Assert.Equal(15, result.Count);
        Assert.Equal(12 / 15.0, result.Accuracy, 12);
        Assert.Equal((8 / 9.0, 8 / 10.0), (result.Classes[0].Precision, result.Classes[0].Recall));
        Assert.Equal(2 * 4 / (5.0 + 6), result.Classes[1].F1, 12);
        Assert.Equal(((16 / 19.0) + (8 / 11.0)) / 2, result.MacroF1, 12);
    }

    [Fact]
    public void A_class_without_faces_or_predictions_scores_zero_and_no_division_fails()
    {
        var result = Metrics.From(new long[2, 2], ["a", "b"], 0, 0);

        Assert.Equal((0.0, 0.0), (result.Accuracy, result.MacroF1));
    }
}
