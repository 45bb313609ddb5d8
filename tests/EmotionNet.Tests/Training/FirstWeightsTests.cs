using EmotionNet.Checkpoints;
using EmotionNet.Models;
using EmotionNet.Optimization;
using EmotionNet.Runs;

namespace EmotionNet.Tests.Training;

public sealed class FirstWeightsTests : ShortRuns
{
    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Whitened_kernels_stay_as_they_were_computed_while_all_else_learns(OptimizerKind optimizer)
    {
        using var data = Faces();
        var options = Options("run") with { Optimizer = optimizer, Stem = StemKernels.Whitened, WeightDecay = 0.5, Epochs = 1 };

        TrainingRun.Start(options, data, null, [], CancellationToken.None);

        using var after = SafetensorsFile.Read(Last(options));
        var kernels = after.Tensors[AttentionEmotionNet.StemKernelName];
        using var expected = PatchWhitening.Kernels(data.Training!.Images, (int)kernels.shape[0], 5);
        Assert.True(kernels.eq(expected).all().item<bool>());
        Assert.False(after.Tensors["stem.normalization.weight"].eq(1).all().item<bool>());
    }

    [Fact]
    public void Learned_kernels_learn()
    {
        using var data = Faces();
        var options = Options("run") with { Stem = StemKernels.Learned, Epochs = 1, MaxSteps = 1 };
        TrainingRun.Start(options, data, null, [], CancellationToken.None);
        using var first = SafetensorsFile.Read(Last(options));

        var longer = Options("longer") with { Stem = StemKernels.Learned, Epochs = 1, MaxSteps = 2 };
        TrainingRun.Start(longer, data, null, [], CancellationToken.None);

        using var second = SafetensorsFile.Read(Last(longer));
        Assert.False(first.Tensors[AttentionEmotionNet.StemKernelName].eq(second.Tensors[AttentionEmotionNet.StemKernelName]).all().item<bool>());
    }

    [Fact]
    public void Kernels_of_another_network_that_a_run_begins_with_learn()
    {
        using var data = Faces();
        var options = Options("run") with { InitFrom = TrainedTeacher(), Stem = StemKernels.Whitened, Epochs = 1 };

        TrainingRun.Start(options, data, null, [], CancellationToken.None);

        using var before = SafetensorsFile.Read(options.InitFrom);
        using var after = SafetensorsFile.Read(Last(options));
        Assert.False(before.Tensors[AttentionEmotionNet.StemKernelName].eq(after.Tensors[AttentionEmotionNet.StemKernelName]).all().item<bool>());
    }

    [Theory]
    [InlineData(StemKernels.Learned)]
    [InlineData(StemKernels.Whitened)]
    public void A_run_that_was_stopped_and_resumed_ends_with_the_same_bits(StemKernels stem) =>
        AssertResumesToTheSameBits(Options("whole") with { Stem = stem, BatchSize = 16, BatchNormGroup = 8 });
}
