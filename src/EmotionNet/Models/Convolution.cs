using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace EmotionNet.Models;

/// <summary>
/// A convolution without bias that computes in the dtype of its input and keeps its weights in fp32.
/// Initialised for ReLU (He et al. 2015, fan out).
/// </summary>
internal sealed class Convolution : Module<Tensor, Tensor>
{
    private readonly long[] _stride;
    private readonly long[] _padding;
    private readonly Parameter weight;

    /// <summary>Creates the layer.</summary>
    /// <param name="inputChannels">Channels in.</param>
    /// <param name="outputChannels">Channels out.</param>
    /// <param name="kernelSize">Side of the kernel; odd, padded so that stride 1 keeps the size.</param>
    /// <param name="stride">1, or 2 to halve the size.</param>
    public Convolution(int inputChannels, int outputChannels, int kernelSize, int stride = 1)
        : base(nameof(Convolution))
    {
        _stride = [stride, stride];
        _padding = [kernelSize / 2, kernelSize / 2];
        weight = Parameter(empty(outputChannels, inputChannels, kernelSize, kernelSize));
        init.kaiming_normal_(weight, mode: init.FanInOut.FanOut, nonlinearity: init.NonlinearityType.ReLU);
        RegisterComponents();
    }

    /// <summary>1, or 2 where the size is halved.</summary>
    internal int Stride => (int)_stride[0];

    /// <summary>The kernel, <c>float32 [out, in, k, k]</c>.</summary>
    internal Tensor Weight => weight;

    /// <summary>Maps <c>[N, in, H, W]</c> to <c>[N, out, ⌈H / stride⌉, ⌈W / stride⌉]</c>.</summary>
    public override Tensor forward(Tensor input) => Convolve(input, weight, bias: null);

    /// <summary>This layer's convolution with another kernel and a bias, both <c>float32</c>, cast to the dtype of the input.</summary>
    internal Tensor Convolve(Tensor input, Tensor kernel, Tensor? bias)
    {
        if (input.dtype == kernel.dtype)
        {
            return functional.conv2d(input, kernel, bias, _stride, _padding);
        }

        using var castKernel = kernel.to(input.dtype);
        using var castBias = bias?.to(input.dtype);
        return functional.conv2d(input, castKernel, castBias, _stride, _padding);
    }
}
