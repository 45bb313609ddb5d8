using EmotionNet.Numerics;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace EmotionNet.Models;

/// <summary>
/// The network: a stem, four stages of residual blocks with squeeze-and-excitation, the mean over all places, dropout, a classifier.
/// </summary>
public sealed class AttentionEmotionNet : Module<Tensor, Tensor>
{
    private readonly ScalarType _precision;
    private readonly Stem stem;
    private readonly ModuleList<ResidualBlock> blocks;
    private readonly Dropout dropout;
    private readonly Linear classifier;

    /// <summary>Creates the network with random weights from torch's global generator.</summary>
    /// <param name="stages">Width and depth of each stage; the first is at 24×24, each further one at half the size.</param>
    /// <param name="configuration">Classes, regularisation, precision.</param>
    public AttentionEmotionNet(IReadOnlyList<NetworkStage> stages, ModelConfiguration configuration)
        : base(nameof(AttentionEmotionNet))
    {
        _precision = configuration.Precision;
        stem = new Stem(stages[0].Channels);
        blocks = Blocks(stages, configuration.StochasticDepth);
        dropout = Dropout(configuration.DropoutRate);
        classifier = Linear(stages[^1].Channels, configuration.ClassCount);
        RegisterComponents();
    }

    /// <summary>Maps normalised faces <c>float32 [N, 1, 48, 48]</c> to logits <c>float32 [N, C]</c>.</summary>
    public override Tensor forward(Tensor faces)
    {
        var features = Features(faces);
        using var pooled = features.mean([2, 3], type: ScalarType.Float32); // [N, channels]
        features.Dispose();
        using var kept = dropout.call(pooled);
        return classifier.call(kept); // [N, C]
    }

    private Tensor Features(Tensor faces)
    {
        using var channelsLast = ChannelsLast.Of(faces);
        using var input = channelsLast.to(_precision, copy: true);
        var features = stem.call(input); // [N, 32, 24, 24]
        foreach (var block in blocks)
        {
            var next = block.call(features);
            features.Dispose(); // backward holds what it needs; a handle kept here would only hold more
            features = next;
        }

        return features;
    }

    private static ModuleList<ResidualBlock> Blocks(IReadOnlyList<NetworkStage> stages, double lastDropProbability)
    {
        var count = stages.Sum(stage => stage.Blocks);
        var list = new List<ResidualBlock>();
        var channels = stages[0].Channels;
        foreach (var stage in stages)
        {
            for (var index = 0; index < stage.Blocks; index++)
            {
                list.Add(new ResidualBlock(channels, stage.Channels, StochasticDepth.DropProbability(list.Count + 1, count, lastDropProbability)));
                channels = stage.Channels;
            }
        }

        return ModuleList(list.ToArray());
    }
}

/// <summary>One stage of the network.</summary>
/// <param name="Channels">Its width.</param>
/// <param name="Blocks">Its residual blocks.</param>
public readonly record struct NetworkStage(int Channels, int Blocks);
