using EmotionNet.Augmentation;
using FsCheck.Xunit;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Augmentation;

public sealed class MixupCutmixTests : IDisposable
{
    private readonly TorchSharp.DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    // Face i is i everywhere and belongs to class i, so that a mixture tells of what it is made.
    private static (Tensor Images, Tensor Targets) Batch(int count) =>
        (arange(count, float32).view(-1, 1, 1, 1).expand(count, 1, 48, 48).contiguous(), eye(count, dtype: float32));

    [Fact]
    public void Without_alphas_a_batch_stays_the_very_same_tensors()
    {
        var (images, targets) = Batch(4);

        var mixed = new MixupCutmix(new() { MixupAlpha = 0, CutmixAlpha = 0 }).Apply(images, targets, new Random(1));

        Assert.Same(images, mixed.Images);
        Assert.Same(targets, mixed.Targets);
    }

    [Property(MaxTest = 60)]
    public void Mixed_targets_are_still_distributions(int seed, byte batch, byte mixup, byte cutmix)
    {
        var (images, targets) = Batch((batch % 6) + 1);

        var mixed = new MixupCutmix(new() { MixupAlpha = mixup / 64.0, CutmixAlpha = cutmix / 64.0 }).Apply(images, targets, new Random(seed));

        Assert.True(mixed.Targets.sum(1).allclose(ones(targets.shape[0])));
        Assert.True(mixed.Targets.min().item<float>() >= 0);
        Assert.Equal(images.shape, mixed.Images.shape);
    }

    [Property(MaxTest = 60)]
    public void Mixup_mixes_pixels_as_it_mixes_targets(int seed)
    {
        var (images, targets) = Batch(6);

        var mixed = new MixupCutmix(new() { MixupAlpha = 0.4, CutmixAlpha = 0 }).Apply(images, targets, new Random(seed));

        var expected = mixed.Targets.matmul(arange(6, float32)).view(-1, 1, 1, 1).expand(6, 1, 48, 48);
        Assert.True(mixed.Images.allclose(expected, atol: 1e-5));
    }

    [Property(MaxTest = 60)]
    public void Cutmix_gives_each_class_the_share_of_pixels_that_it_covers(int seed)
    {
        var (images, targets) = Batch(6);

        var mixed = new MixupCutmix(new() { MixupAlpha = 0, CutmixAlpha = 1 }).Apply(images, targets, new Random(seed));

        for (var face = 0; face < 6; face++)
        {
            var share = mixed.Images.eq(face).to(float32).mean([1L, 2L, 3L]); // [6], of each picture
            Assert.True(share.allclose(mixed.Targets.select(1, face), atol: 1e-5));
        }
    }

    [Fact]
    public void With_both_alphas_a_coin_chooses()
    {
        var (images, targets) = Batch(6);
        var random = new Random(2);

        // A cut picture holds whole numbers only; a blended one hardly ever does.
        var mixing = new MixupCutmix(new() { MixupAlpha = 1, CutmixAlpha = 1 });

        var cuts = Enumerable.Range(0, 100).Count(_ => mixing.Apply(images, targets, random).Images is var mixed && mixed.Identical(mixed.round()));

        Assert.InRange(cuts, 30, 70);
    }

    [Fact]
    public void The_inputs_stay_as_they_are_and_the_same_seed_mixes_the_same()
    {
        var (images, targets) = Batch(6);
        var (imagesBefore, targetsBefore) = (images.clone(), targets.clone());

        var (first, second) = (Mix(), Mix());

        Assert.True(images.Identical(imagesBefore) && targets.Identical(targetsBefore));
        Assert.True(first.Images.Identical(second.Images) && first.Targets.Identical(second.Targets));

        (Tensor Images, Tensor Targets) Mix()
        {
            manual_seed(3);
            return new MixupCutmix(new() { MixupAlpha = 1, CutmixAlpha = 1 }).Apply(images, targets, new Random(3));
        }
    }

    [Theory]
    [InlineData(1.0, 1.0 / 12)]
    [InlineData(0.2, 0.25 / 1.4)]
    [InlineData(3.0, 0.25 / 7)]
    public void The_proportion_has_the_mean_and_variance_of_its_beta_distribution(double alpha, double variance)
    {
        var random = new Random(4);
        var draws = Enumerable.Range(0, 20_000).Select(_ => BetaDistribution.DrawSymmetric(alpha, random)).ToArray();

        Assert.Equal(0.5, draws.Average(), 0.01);
        Assert.Equal(variance, draws.Average(draw => (draw - 0.5) * (draw - 0.5)), 0.005);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    public void Only_the_results_stay_alive(double mixup, double cutmix)
    {
        var (images, targets) = Batch(4);

        Assert.Equal(2, Faces.LeftAlive(() => new MixupCutmix(new() { MixupAlpha = mixup, CutmixAlpha = cutmix }).Apply(images, targets, new Random(5))));
    }
}
