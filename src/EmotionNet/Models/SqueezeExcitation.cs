using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace EmotionNet.Models;

/// <summary>The gate of a squeeze-and-excitation block (Hu et al. 2018): a weight for each channel from the mean of all.</summary>
internal sealed class SqueezeExcitation : Module<Tensor, Tensor>
{
    private readonly Linear squeeze;
    private readonly Linear excite;

    /// <summary>Creates the gate.</summary>
    /// <param name="channels">Channels of the feature map.</param>
    /// <param name="reduction">How many times smaller the hidden layer is.</param>
    public SqueezeExcitation(int channels, int reduction = 8)
        : base(nameof(SqueezeExcitation))
    {
        squeeze = Linear(channels, Math.Max(channels / reduction, 4));
        excite = Linear(Math.Max(channels / reduction, 4), channels);
        RegisterComponents();
    }

    /// <summary>Maps features <c>[N, C, H, W]</c> of any floating dtype to a gate <c>float32 [N, C, 1, 1]</c>, 0 to 1.</summary>
    public override Tensor forward(Tensor features)
    {
        using var scope = NewDisposeScope();
        var channelMeans = ChannelMeans.Of(features); // [N, C]
        var hidden = functional.relu(squeeze.call(channelMeans)); // [N, C / reduction]
        return excite.call(hidden).sigmoid().unsqueeze(-1).unsqueeze(-1).MoveToOuterDisposeScope();
    }
}
