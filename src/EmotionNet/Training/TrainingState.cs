using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Distributed;
using EmotionNet.Models;
using EmotionNet.Optimization;
using EmotionNet.Runtime;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace EmotionNet.Training;

/// <summary>What a run holds in tensors: the network's weights, their moving average, the optimizer, and its teacher.</summary>
public sealed class TrainingState : IDisposable
{
    private readonly double _emaDecay;

    /// <summary>Builds the network of the options on a device, weights by the seed.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="classCount">Emotions to tell apart.</param>
    /// <param name="faceCount">Training faces.</param>
    /// <param name="device">Where all of it is kept.</param>
    /// <param name="precision">Of the activations.</param>
    /// <exception cref="UserInputException">The model type is unknown, a teacher's file is missing or damaged, or there are too few faces for one update.</exception>
    public TrainingState(TrainingOptions options, int classCount, int faceCount, Device device, ComputePrecision precision)
    {
        Teacher = Teacher.Load(options, device, precision); // before the seed, so that it changes nothing of the student's own random numbers
        manual_seed(new RandomSeeds(options.Seed).Weights);
        Network = CreateNetwork(options, classCount, device, precision);
        Weights = new FlatParameters(Network);
        Update = new Optimizer(Weights, options);
        _emaDecay = options.EmaDecay;
        if (_emaDecay > 0)
        {
            AveragedNetwork = CreateNetwork(options, classCount, device, precision);
            AveragedNetwork.eval();
            AveragedWeights = new FlatParameters(AveragedNetwork);
            AveragedWeights.CopyFrom(Weights);
        }

        Replicas = new ReplicaGroup(
            Network,
            Weights,
            ReplicaLayout.Of(device, ScheduleLength.Of(options, faceCount).BatchSize),
            randomness => CreateNetwork(options, classCount, device, precision, randomness));
    }

    /// <summary>The network in training.</summary>
    public Module<Tensor, Tensor> Network { get; }

    /// <summary>Its storage.</summary>
    public FlatParameters Weights { get; }

    /// <summary>The network with averaged weights, or null without EMA.</summary>
    public Module<Tensor, Tensor>? AveragedNetwork { get; }

    /// <summary>Its storage, or null without EMA.</summary>
    public FlatParameters? AveragedWeights { get; }

    /// <summary>The network and those that take a part of each batch from it.</summary>
    internal ReplicaGroup Replicas { get; }

    /// <summary>The optimizer.</summary>
    public Optimizer Update { get; }

    /// <summary>Whom the network learns from beside the labels; null without one.</summary>
    internal Teacher? Teacher { get; }

    /// <summary>Trainable numbers of the network.</summary>
    public long ParameterCount => Weights.Decayed.numel() + Weights.NotDecayed.numel();

    /// <summary>The network that a source names.</summary>
    public Module<Tensor, Tensor> NetworkOf(WeightSource source) => source == WeightSource.Ema ? AveragedNetwork! : Network;

    /// <summary>The storage that a source names.</summary>
    public FlatParameters WeightsOf(WeightSource source) => source == WeightSource.Ema ? AveragedWeights! : Weights;

    /// <summary>Moves the average towards the weights; faster in the first updates, so that the random start is soon forgotten.</summary>
    /// <param name="updates">Updates done.</param>
    public void Average(long updates) =>
        AveragedWeights?.MoveTowards(Weights, 1 - Math.Min(_emaDecay, (1.0 + updates) / (10.0 + updates)));

    /// <inheritdoc/>
    public void Dispose()
    {
        Update.Dispose();
        Replicas.Dispose();
        Weights.Dispose();
        AveragedWeights?.Dispose();
        Network.Dispose();
        AveragedNetwork?.Dispose();
        Teacher?.Dispose();
    }

    private static Module<Tensor, Tensor> CreateNetwork(
        TrainingOptions options,
        int classCount,
        Device device,
        ComputePrecision precision,
        Generator? randomness = null) =>
        ModelRegistry.Create(options.ModelType, new ModelConfiguration
        {
            ClassCount = classCount,
            DropoutRate = options.DropoutRate,
            StochasticDepth = options.StochasticDepth ? 0.1 : 0,
            Precision = precision.DataType,
            Randomness = randomness,
        }).to(device);
}
