using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace EmotionNet.Models;

/// <summary>Two convolutions from a grey face to the first stage: one thin layer at full size, one that halves it.</summary>
public sealed class Stem : Module<Tensor, Tensor>
{
    private readonly Convolution convolution1;
    private readonly BatchNorm2d normalization1;
    private readonly Convolution convolution2;
    private readonly BatchNorm2d normalization2;

    /// <summary>Creates the stem.</summary>
    /// <param name="outputChannels">Channels out; the thin layer has half of them.</param>
    public Stem(int outputChannels)
        : base(nameof(Stem))
    {
        convolution1 = new Convolution(1, outputChannels / 2, 3);
        normalization1 = BatchNorm2d(outputChannels / 2);
        convolution2 = new Convolution(outputChannels / 2, outputChannels, 3, stride: 2);
        normalization2 = BatchNorm2d(outputChannels);
        RegisterComponents();
    }

    /// <summary>Maps <c>[N, 1, 48, 48]</c> to <c>[N, out, 24, 24]</c>.</summary>
    public override Tensor forward(Tensor faces)
    {
        using var thin = convolution1.call(faces); // [N, out / 2, 48, 48]
        using var activated = normalization1.call(thin).relu_();
        using var halved = convolution2.call(activated); // [N, out, 24, 24]
        return normalization2.call(halved).relu_();
    }
}
