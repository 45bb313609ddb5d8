using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Losses;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Losses;

public sealed class ClassificationLossTests
{
    private static readonly TrainingOptions Plain = new() { LabelSmoothing = 0 };

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    public void Of_one_hot_targets_it_is_libtorchs_cross_entropy(double smoothing)
    {
        using var scope = NewDisposeScope();
        var logits = randn(16, 7);
        var labels = randint(0, 7, new long[] { 16 });

        var loss = new ClassificationLoss((Plain with { LabelSmoothing = smoothing }).ToLoss()).Loss(logits, nn.functional.one_hot(labels, 7).to(float32));

        Assert.Equal(nn.functional.cross_entropy(logits, labels, label_smoothing: smoothing).item<float>(), loss.item<float>(), 1e-5);
    }

    [Fact]
    public void Of_a_distribution_it_is_the_expected_cost()
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new float[,] { { 0, 0 } });

        var loss = new ClassificationLoss(Plain.ToLoss()).Loss(logits, tensor(new[,] { { 0.25f, 0.75f } }));

        Assert.Equal(Math.Log(2), loss.item<float>(), 1e-6);
    }

    [Fact]
    public void Of_several_admissible_emotions_only_the_most_likely_counts()
    {
        using var scope = NewDisposeScope();
        var probabilities = tensor(new[,] { { 0.2f, 0.5f, 0.3f } });
        var lossFunction = new ClassificationLoss((Plain with { Mode = TrainingMode.FerPlus, FerPlusMode = LabelMode.MultiTarget }).ToLoss());

        var loss = lossFunction.Loss(probabilities.log(), tensor(new[,] { { 1f, 0f, 1f } }));

        Assert.Equal(-Math.Log(0.3), loss.item<float>(), 1e-5);
    }

    [Fact]
    public void A_teacher_takes_its_share_of_the_loss()
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new[,] { { 0.8f, 0.2f } }).log();

        var loss = new ClassificationLoss((Plain with { TeacherShare = 0.25 }).ToLoss()).Loss(
            logits,
            tensor(new[,] { { 1f, 0f } }),
            softTargets: tensor(new[,] { { 0.5f, 0.5f } }));

        var (label, teacher) = (-Math.Log(0.8), -(Math.Log(0.8) + Math.Log(0.2)) / 2);
        Assert.Equal((0.75 * label) + (0.25 * teacher), loss.item<float>(), 1e-5);
    }

    [Fact]
    public void A_focal_exponent_below_one_has_a_gradient_where_the_network_is_certain()
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new[,] { { 40f, 0f } }).requires_grad_();

        new ClassificationLoss((Plain with { FocalLoss = true, FocalGamma = 0.5 }).ToLoss()).Loss(logits, tensor(new[,] { { 1f, 0f } })).backward();

        Assert.True(logits.grad!.isfinite().all().item<bool>());
    }

    [Theory]
    [InlineData(LabelMode.Majority)]
    [InlineData(LabelMode.MultiTarget)]
    public void Focal_loss_weighs_a_cost_by_how_unsure_the_network_is(LabelMode mode)
    {
        using var scope = NewDisposeScope();
        var probabilities = tensor(new[,] { { 0.8f, 0.2f } });
        var lossFunction = new ClassificationLoss((Plain with { Mode = TrainingMode.FerPlus, FerPlusMode = mode, FocalLoss = true, FocalGamma = 2 }).ToLoss());

        var loss = lossFunction.Loss(probabilities.log(), tensor(new[,] { { 1f, 0f } }));

        Assert.Equal(0.04 * -Math.Log(0.8), loss.item<float>(), 1e-6);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    public void Class_weights_are_those_of_libtorchs_cross_entropy_divided_by_the_number_of_images(double smoothing)
    {
        using var scope = NewDisposeScope();
        var logits = randn(16, 3);
        var labels = randint(0, 3, new long[] { 16 });
        using var weighted = new ClassificationLoss((Plain with { LabelSmoothing = smoothing }).ToLoss([0.5, 1, 4]));

        var loss = weighted.Loss(logits, nn.functional.one_hot(labels, 3).to(float32));

        var expected = nn.functional.cross_entropy(
            logits, labels, tensor(new[] { 0.5f, 1, 4 }), reduction: nn.Reduction.Sum, label_smoothing: smoothing) / 16;
        Assert.Equal(expected.item<float>(), loss.item<float>(), 1e-5);
    }

    [Fact]
    public void Each_class_of_a_mixed_target_has_its_own_weight()
    {
        using var scope = NewDisposeScope();
        using var weighted = new ClassificationLoss(Plain.ToLoss([2, 4]));

        var loss = weighted.Loss(tensor(new[,] { { 0.2f, 0.8f } }).log(), tensor(new[,] { { 0.75f, 0.25f } }));

        Assert.Equal(-((2 * 0.75 * Math.Log(0.2)) + (4 * 0.25 * Math.Log(0.8))), loss.item<float>(), 1e-5);
    }

    [Fact]
    public void The_weight_of_an_accepted_label_does_not_decide_which_one_counts()
    {
        using var scope = NewDisposeScope();
        var options = Plain with { Mode = TrainingMode.FerPlus, FerPlusMode = LabelMode.MultiTarget };
        using var weighted = new ClassificationLoss(options.ToLoss([0.01, 1, 100]));

        var loss = weighted.Loss(tensor(new[,] { { 0.2f, 0.5f, 0.3f } }).log(), tensor(new[,] { { 1f, 0f, 1f } }));

        Assert.Equal(100 * -Math.Log(0.3), loss.item<float>(), 1e-3);
    }

    [Fact]
    public void With_focal_loss_class_weights_are_its_alpha_and_the_teachers_part_has_none()
    {
        using var scope = NewDisposeScope();
        using var weighted = new ClassificationLoss((Plain with { FocalLoss = true, FocalGamma = 2, TeacherShare = 0.5 }).ToLoss([3, 1]));

        var loss = weighted.Loss(tensor(new[,] { { 0.8f, 0.2f } }).log(), tensor(new[,] { { 1f, 0f } }), softTargets: tensor(new[,] { { 1f, 0f } }));

        Assert.Equal((0.5 * 3 * 0.04 * -Math.Log(0.8)) + (0.5 * -Math.Log(0.8)), loss.item<float>(), 1e-6);
    }
}
