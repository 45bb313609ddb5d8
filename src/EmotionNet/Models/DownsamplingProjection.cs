using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace EmotionNet.Models;

/// <summary>A shortcut that halves the size by averaging and widens by a 1×1 convolution, so that no pixel is skipped (He et al. 2019, ResNet-D).</summary>
internal sealed class DownsamplingProjection : Module<Tensor, Tensor>
{
    private readonly Convolution convolution;
    private readonly BatchNorm2d normalization;

    /// <summary>Creates the shortcut.</summary>
    /// <param name="inputChannels">Channels in.</param>
    /// <param name="outputChannels">Channels out.</param>
    public DownsamplingProjection(int inputChannels, int outputChannels)
        : base(nameof(DownsamplingProjection))
    {
        convolution = new Convolution(inputChannels, outputChannels, 1);
        normalization = NormalizedConvolution.Normalization(outputChannels);
        RegisterComponents();
    }

    /// <summary>Maps <c>[N, in, H, W]</c> to <c>[N, out, ⌈H / 2⌉, ⌈W / 2⌉]</c>.</summary>
    public override Tensor forward(Tensor input)
    {
        using var averaged = functional.avg_pool2d(input, 2, ceil_mode: true); // an odd size ends as it does in the branch, whose convolution is padded
        return NormalizedConvolution.Apply(convolution, normalization, averaged);
    }
}
