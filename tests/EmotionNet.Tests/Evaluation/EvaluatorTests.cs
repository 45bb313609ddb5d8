using EmotionNet.Augmentation;
using EmotionNet.Data;
using EmotionNet.Evaluation;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace EmotionNet.Tests.Evaluation;

public sealed class EvaluatorTests
{
    [Fact]
    public void The_divergence_is_that_from_the_distribution_of_the_votes()
    {
        using var scope = NewDisposeScope();
        using var faces = FaceSet.FromImages(zeros(1, 1, 48, 48, dtype: uint8), [1, 0], ["a", "b"], [0.75f, 0.25f]);

        var result = Evaluator.Evaluate(new Uncertain(), faces, new TestTimeAugmentation(TtaMode.None, 48));

        Assert.Equal((0.75 * Math.Log(0.75 / 0.5)) + (0.25 * Math.Log(0.25 / 0.5)), result.KullbackLeiblerDivergence!.Value, 1e-6);
        Assert.Equal(Math.Log(2), result.Loss, 1e-6);
    }

    [Fact]
    public void Without_votes_there_is_no_divergence()
    {
        using var scope = NewDisposeScope();
        using var faces = FaceSet.FromImages(zeros(1, 1, 48, 48, dtype: uint8), [1, 0], ["a", "b"]);

        Assert.Null(Evaluator.Evaluate(new Uncertain(), faces, new TestTimeAugmentation(TtaMode.None, 48)).KullbackLeiblerDivergence);
    }

    private sealed class Uncertain() : Module<Tensor, Tensor>(nameof(Uncertain))
    {
        public override Tensor forward(Tensor input) => zeros(input.shape[0], 2);
    }
}
