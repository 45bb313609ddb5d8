using EmotionNet.Evaluation;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Evaluation;

public sealed class ConformalHalvesTests : IDisposable
{
    private readonly TorchSharp.DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Sets_of_faces_that_were_not_calibrated_on_have_the_coverage()
    {
        manual_seed(1);
        var logits = randn(2000, 7) * 2;
        var labels = logits.softmax(1).multinomial(1).squeeze(1);

        var measured = ConformalHalves.Measure((logits * 3).log_softmax(1), labels); // three times too sure; the temperature is fitted on one half

        Assert.Equal([0.8, 0.9, 0.95], measured.Select(scores => scores.Coverage));
        Assert.All(measured, scores => Assert.InRange(scores.Measured, scores.Coverage - 0.02, scores.Coverage + 0.02)); // 0.02: 2.1 standard errors of 1000 faces at 90 %
        Assert.All(measured, scores => Assert.InRange(scores.Measured, scores.Lowest, scores.Highest));
        Assert.True(measured[0].SetSize < measured[1].SetSize && measured[1].SetSize < measured[2].SetSize);
        Assert.True(measured[0].Answered > measured[1].Answered && measured[1].Answered > measured[2].Answered);
    }

    [Fact]
    public void A_network_that_is_right_and_sure_answers_always()
    {
        var labels = arange(100) % 3;
        var logProbabilities = (eye(3)[labels] * 20).log_softmax(1);

        Assert.All(
            ConformalHalves.Measure(logProbabilities, labels),
            scores => Assert.Equal((1.0, 1.0, 1.0, 1.0), (scores.Measured, scores.SetSize, scores.Answered, scores.AccuracyOfAnswers)));
    }

    [Fact]
    public void A_network_that_knows_nothing_never_answers_at_a_high_coverage()
    {
        manual_seed(1);
        var labels = randint(4, 400, int64);
        var logProbabilities = (rand(400, 4) * 0.1).log_softmax(1);

        var scores = ConformalHalves.Measure(logProbabilities, labels)[2];

        Assert.InRange(scores.SetSize, 3.5, 4);
        Assert.Equal((0.0, null), (scores.Answered, scores.AccuracyOfAnswers));
    }

    [Fact]
    public void A_few_faces_are_not_divided() => Assert.Empty(ConformalHalves.Measure(zeros(39, 3), zeros(39, int64)));
}
