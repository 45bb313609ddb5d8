using TorchSharp.Modules;
using static EmotionNet.Runtime.KeptScalar;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace EmotionNet.Models;

/// <summary>
/// Two 3×3 convolutions around a true shortcut (He et al. 2016), the branch weighted by a squeeze-and-excitation gate
/// and dropped by stochastic depth while training.
/// </summary>
internal sealed class ResidualBlock : Module<Tensor, Tensor>
{
    private readonly double _dropProbability;
    private readonly Generator? _randomness;
    private readonly Convolution convolution1;
    private readonly BatchNorm2d normalization1;
    private readonly Convolution convolution2;
    private readonly BatchNorm2d normalization2;
    private readonly SqueezeExcitation gate;
    private readonly Module<Tensor, Tensor>? projection;

    /// <summary>Creates the block.</summary>
    /// <param name="inputChannels">Channels in.</param>
    /// <param name="outputChannels">Channels out; where they differ from those in, the size halves and the shortcut is a projection.</param>
    /// <param name="dropProbability">Of the branch, 0 for never.</param>
    /// <param name="randomness">Decides what is dropped; null is torch's global generator.</param>
    public ResidualBlock(int inputChannels, int outputChannels, double dropProbability, Generator? randomness = null)
        : base(nameof(ResidualBlock))
    {
        _dropProbability = dropProbability;
        _randomness = randomness;
        var halves = inputChannels != outputChannels;
        convolution1 = new Convolution(inputChannels, outputChannels, 3, halves ? 2 : 1);
        normalization1 = NormalizedConvolution.Normalization(outputChannels);
        convolution2 = new Convolution(outputChannels, outputChannels, 3);
        normalization2 = NormalizedConvolution.Normalization(outputChannels);
        gate = new SqueezeExcitation(outputChannels);
        projection = halves ? new DownsamplingProjection(inputChannels, outputChannels) : null;
        init.zeros_(normalization2.weight!); // the block begins as its shortcut (Goyal et al. 2017)
        RegisterComponents();
    }

    /// <summary>Maps <c>[N, in, H, W]</c> to <c>[N, out, H, W]</c>, or half the size, rounded up, where the channels change.</summary>
    public override Tensor forward(Tensor input)
    {
        using var residual = Residual(input);
        using var channelGate = ChannelGate(residual); // [N, out, 1, 1]
        using var shortcut = projection?.call(input);
        return (shortcut ?? input).addcmul(residual, channelGate, Kept(1)).relu_();
    }

    private Tensor Residual(Tensor input)
    {
        using var activated = NormalizedConvolution.Apply(convolution1, normalization1, input).relu_();
        return NormalizedConvolution.Apply(convolution2, normalization2, activated);
    }

    private Tensor ChannelGate(Tensor residual)
    {
        using var scope = NewDisposeScope();
        var weights = gate.call(residual);
        if (training && _dropProbability > 0)
        {
            weights = weights * StochasticDepth.SampleFactors(residual.shape[0], _dropProbability, residual.device, _randomness);
        }

        return weights.to(residual.dtype).MoveToOuterDisposeScope();
    }
}
