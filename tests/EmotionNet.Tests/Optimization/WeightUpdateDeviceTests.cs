using EmotionNet.Configuration;
using EmotionNet.Optimization;
using EmotionNet.Runtime;
using EmotionNet.Training;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Optimization;

public sealed class WeightUpdateDeviceTests
{
    public static TheoryData<OptimizerKind> Optimizers => new(Enum.GetValues<OptimizerKind>());

    // Tensors on the meta device have no numbers: whatever reads one on the host, or mixes in a tensor of the CPU, fails as it would wait on a GPU.
    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Clipping_optimizer_and_moving_average_need_no_number_on_the_host(OptimizerKind optimizer)
    {
        var options = new TrainingOptions { ModelType = "attention_emotion_net_small", Optimizer = optimizer, EmaDecay = 0.9, GradientClip = 1 };
        using var state = new TrainingState(options, classCount: 7, imageCount: 1000, META, new ComputePrecision(ScalarType.BFloat16, ""));
        for (var update = 0; update < 2; update++)
        {
            state.Sam?.PerturbWeights();
            state.Sam?.RestoreWeights();
            state.Optimizer.ClipGradients();
            state.Optimizer.Step(0.001);
            state.Average!.Update(state.Weights, update);
        }

        Assert.Equal(TorchSharp.DeviceType.META, state.Weights.Values.device_type);
        Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => state.Weights.Values.sum().item<float>());
    }
}
