using EmotionNet.Runtime;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Runtime;

public sealed class ComputeDeviceTests
{
    public static bool IsWithoutGpu => !CudaFactAttribute.IsAvailable;

    [Fact(Skip = "there is a GPU", SkipUnless = nameof(IsWithoutGpu))]
    public void Without_a_gpu_auto_is_the_cpu_and_cuda_says_what_is_missing()
    {
        Assert.Equal(TorchSharp.DeviceType.CPU, ComputeDevice.Resolve("auto").type);
        var error = Assert.Throws<UserInputException>(() => ComputeDevice.Resolve("cuda"));
        Assert.StartsWith("`device` is cuda, but ", error.Message, StringComparison.Ordinal);
        Assert.StartsWith("use `device` cpu", error.Fix, StringComparison.Ordinal);
    }

    [CudaFact]
    public void A_gpu_beyond_the_last_is_refused()
    {
        var count = cuda.device_count();

        var error = Assert.Throws<UserInputException>(() => ComputeDevice.Resolve($"cuda:{count}"));

        Assert.Contains($"use cuda:0{(count == 1 ? "." : $" to cuda:{count - 1}.")}", error.Message, StringComparison.Ordinal);
    }

    [CudaFact]
    public void A_gpu_is_described_by_its_model_and_computes_fp32_without_tf32()
    {
        var gpu = ComputeDevice.Resolve(CudaFactAttribute.Gpu);

        Assert.StartsWith($"{CudaFactAttribute.Gpu} (", ComputeDevice.Describe(gpu), StringComparison.Ordinal);
        Assert.False(backends.cudnn.allow_tf32);
        Assert.False(backends.cuda.matmul.allow_tf32);
    }

    [Fact]
    public void Convolution_tuning_is_a_setting_of_libtorch_that_is_off_by_default()
    {
        Assert.False(ConvolutionTuning.IsOn);
        ConvolutionTuning.IsOn = true;
        var isOn = ConvolutionTuning.IsOn;
        ConvolutionTuning.IsOn = false;

        Assert.Equal(OperatingSystem.IsLinux(), isOn);
        Assert.False(ConvolutionTuning.IsOn);
    }
}
