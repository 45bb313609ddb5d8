using TorchSharp.Modules;
using static EmotionNet.Runtime.KeptScalar;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace EmotionNet.Models;

/// <summary>
/// The network: per-image standardization, a stem, four stages of residual blocks with squeeze-and-excitation, the mean over all places, dropout, a classifier.
/// </summary>
internal sealed class AttentionEmotionNet : Module<Tensor, Tensor>
{
    // Added to the standard deviation, so that an image of one grey does not become noise.
    internal const double Epsilon = 0.05;

    private readonly ScalarType _precision;
    private readonly int[] _stageEnds;
    private readonly Stem stem;
    private readonly ModuleList<ResidualBlock> blocks;
    private readonly FeatureDropout dropout;
    private readonly Linear classifier;

    /// <summary>Creates the network with random weights from torch's global generator.</summary>
    /// <param name="stages">Width and depth of each stage; the first is at half the size of the faces, each further one at half of that before, rounded up.</param>
    /// <param name="configuration">Classes, regularisation, precision.</param>
    public AttentionEmotionNet(IReadOnlyList<NetworkStage> stages, ModelConfiguration configuration)
        : base(nameof(AttentionEmotionNet))
    {
        _precision = configuration.Precision;
        _stageEnds = [.. stages.Select((_, index) => stages.Take(index + 1).Sum(stage => stage.Blocks))];
        stem = new Stem(stages[0].Channels, configuration.HasFixedStem);
        blocks = Blocks(stages, configuration);
        dropout = new FeatureDropout(configuration.DropoutRate, configuration.Randomness);
        classifier = Linear(stages[^1].Channels, configuration.ClassCount);
        RegisterComponents();
    }

    /// <summary>How many stages there are.</summary>
    public int StageCount => _stageEnds.Length;

    /// <summary>Maps faces <c>float32 [N, 1, S, S]</c>, 48×48 or crops of at least 16×16, to logits <c>float32 [N, C]</c>.</summary>
    public override Tensor forward(Tensor faces)
    {
        using var pooled = Pool(faces);
        using var kept = dropout.call(pooled);
        return classifier.call(kept); // [N, C]
    }

    /// <summary>What the classifier is given: features of a face that matter to its emotion, wherever in the picture, <c>float32 [N, channels]</c>.</summary>
    public Tensor Pool(Tensor faces)
    {
        using var features = Features(faces, blocks.Count);
        return ChannelMeans.Of(features);
    }

    /// <summary>The features after a stage.</summary>
    /// <param name="stage">From 1 to <see cref="StageCount"/>.</param>
    /// <param name="faces">As <see cref="forward"/> takes them.</param>
    /// <returns><c>[N, channels, H, W]</c>, H and W being ⌈S / 2⌉ for stage 1 and half as much, rounded up, for each further one.</returns>
    public Tensor FeaturesAfter(int stage, Tensor faces) => Features(faces, _stageEnds[stage - 1]);

    /// <summary>The rest of <see cref="forward"/>, from the features after a stage, which stay the caller's.</summary>
    /// <param name="stage">From 1 to <see cref="StageCount"/>.</param>
    /// <param name="features">What <see cref="FeaturesAfter"/> returns.</param>
    /// <returns>Logits, <c>float32 [N, C]</c>.</returns>
    public Tensor LogitsFrom(int stage, Tensor features)
    {
        using var scope = NewDisposeScope();
        var last = blocks.Skip(_stageEnds[stage - 1]).Aggregate(features, (input, block) => block.call(input));
        return classifier.call(dropout.call(ChannelMeans.Of(last))).MoveToOuterDisposeScope();
    }

    /// <summary>Whether a parameter is the classifier's, with a row for each class.</summary>
    /// <param name="name">Its name in the network.</param>
    public static bool IsOfClassifier(string name) => name.StartsWith($"{nameof(classifier)}.", StringComparison.Ordinal);

    /// <summary>The name of the stem's kernel, <c>float32 [channels, 1, 5, 5]</c>.</summary>
    public static string StemKernelName => $"{nameof(stem)}.{Stem.KernelName}";

    /// <summary>
    /// Sets the network to training; frozen, all but the classifier and its dropout compute as in scoring, without gradients and with running statistics that stay
    /// as they are.
    /// </summary>
    public void Train(bool isFrozen)
    {
        train();
        if (isFrozen)
        {
            stem.eval();
            blocks.eval();
        }
    }

    private Tensor Features(Tensor faces, int blockCount)
    {
        using var noGradients = training && !stem.training ? no_grad() : null;
        using var standardized = Standardize(faces);
        using var channelsLast = ChannelsLast.Of(standardized);
        using var input = channelsLast.to(_precision, copy: true);
        var features = stem.call(input); // [N, channels, S / 2, S / 2]
        foreach (var block in blocks.Take(blockCount))
        {
            var next = block.call(features);
            features.Dispose(); // backward holds what it needs; a handle kept here would only hold more
            features = next;
        }

        return features;
    }

    // Each face to mean 0 and deviation 1, as Tang 2013 (arXiv:1306.0239), the winner of FER2013's challenge: neither light nor contrast is an emotion.
    internal static Tensor Standardize(Tensor faces)
    {
        using var scope = NewDisposeScope();
        var flat = faces.flatten(1); // [N, S · S]
        var centred = flat - flat.mean([1L], keepdim: true);
        var deviation = centred.square().mean([1L], keepdim: true).sqrt_(); // std is not vectorised
        return centred.div_(deviation.add_(Kept(Epsilon), Kept(1))).view(faces.shape).MoveToOuterDisposeScope();
    }

    private static ModuleList<ResidualBlock> Blocks(IReadOnlyList<NetworkStage> stages, ModelConfiguration configuration)
    {
        var count = stages.Sum(stage => stage.Blocks);
        var list = new List<ResidualBlock>();
        var channels = stages[0].Channels;
        foreach (var stage in stages)
        {
            for (var index = 0; index < stage.Blocks; index++)
            {
                var dropProbability = StochasticDepth.DropProbability(list.Count + 1, count, configuration.StochasticDepth);
                list.Add(new ResidualBlock(channels, stage.Channels, dropProbability, configuration.Randomness));
                channels = stage.Channels;
            }
        }

        return ModuleList(list.ToArray());
    }
}

/// <summary>One stage of the network.</summary>
/// <param name="Channels">Its width.</param>
/// <param name="Blocks">Its residual blocks.</param>
internal readonly record struct NetworkStage(int Channels, int Blocks);
