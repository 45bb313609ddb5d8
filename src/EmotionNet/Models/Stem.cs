using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace EmotionNet.Models;

/// <summary>
/// From a grey face to the first stage: one 5×5 convolution that halves the size. A thin layer at 48×48 before it cost ten times
/// as much, nearly all of it memory traffic.
/// </summary>
internal sealed class Stem : Module<Tensor, Tensor>
{
    private readonly Convolution convolution;
    private readonly BatchNorm2d normalization;

    /// <summary>Creates the stem.</summary>
    /// <param name="outputChannels">Channels out.</param>
    /// <param name="isFixed">Whether its kernel takes no part in the training; its normalization does.</param>
    public Stem(int outputChannels, bool isFixed = false)
        : base(nameof(Stem))
    {
        convolution = new Convolution(1, outputChannels, 5, stride: 2);
        normalization = NormalizedConvolution.Normalization(outputChannels);
        convolution.Weight.requires_grad = !isFixed;
        RegisterComponents();
    }

    /// <summary>The name of its kernel within it.</summary>
    public static string KernelName => $"{nameof(convolution)}.weight";

    /// <summary>Maps <c>[N, 1, S, S]</c> to <c>[N, out, ⌈S / 2⌉, ⌈S / 2⌉]</c>.</summary>
    public override Tensor forward(Tensor faces) => NormalizedConvolution.Apply(convolution, normalization, faces).relu_();
}
