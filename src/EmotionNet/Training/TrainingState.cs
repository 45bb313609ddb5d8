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

/// <summary>What a run holds in tensors: the network, its replicas, the optimizer, the moving average of the weights, the distillation teacher.</summary>
internal sealed class TrainingState : IDisposable
{
    // Of the last block; Huang et al. 2016 use 0.5 for networks of 50 blocks and more, this one has five.
    private const double LastDropProbability = 0.1;

    private readonly Module<Tensor, Tensor>? _averagedNetwork;
    private readonly TrainingOptions _options;

    /// <summary>Builds the network of the options on a device, weights by the seed.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="classCount">Classes of the data.</param>
    /// <param name="imageCount">Training images.</param>
    /// <param name="device">Where all of it is kept.</param>
    /// <param name="precision">Of the activations.</param>
    /// <param name="ranks">The processes that share each batch; null for one.</param>
    /// <param name="initialize">Changes the initial weights; null keeps the random ones.</param>
    /// <param name="isFrozen">Whether the classifier alone learns, until <see cref="UnfreezeFor"/>.</param>
    /// <exception cref="UserInputException">The model type is unknown, a teacher's file is missing or damaged, or there are too few images for one update.</exception>
    public TrainingState(
        TrainingOptions options,
        int classCount,
        int imageCount,
        Device device,
        ComputePrecision precision,
        IRankGroup? ranks = null,
        Action<FlatParameters>? initialize = null,
        bool isFrozen = false)
    {
        _options = options;
        IsFrozen = isFrozen;
        Ranks = ranks ?? SingleProcess.Instance;
        Teacher = Teacher.Load(options, device, precision); // before the seed, so that it changes none of the student's random numbers
        GlobalSeed.Set(new RandomSeeds(options.Seed).Weights);
        // The first replica of all draws from the global one. On a GPU each rank does, which ReplicaGroup seeds apart.
        var randomness = Ranks.Rank == 0 || device.type != DeviceType.CPU ? null : new Generator();
        Network = CreateNetwork(options, classCount, device, precision, randomness);
        Weights = new FlatParameters(Network);
        initialize?.Invoke(Weights);
        Optimizer = CreateOptimizer();
        Sam = options.Optimizer == OptimizerKind.Sam ? new Sam(Weights) : null;
        if (options.EmaDecay > 0)
        {
            _averagedNetwork = CreateNetwork(options, classCount, device, precision);
            _averagedNetwork.eval();
            Average = new WeightAverage(new FlatParameters(_averagedNetwork), options.EmaDecay);
            Average.Weights.CopyFrom(Weights);
        }

        Replicas = new ReplicaGroup(
            Network,
            Weights,
            Layout(options, imageCount, device, Ranks.Count),
            Ranks,
            randomness,
            own => CreateNetwork(options, classCount, device, precision, own));
    }

    /// <summary>The processes that share each batch.</summary>
    public IRankGroup Ranks { get; }

    /// <summary>The network in training.</summary>
    public Module<Tensor, Tensor> Network { get; }

    /// <summary>Its storage.</summary>
    public FlatParameters Weights { get; }

    /// <summary>The network and those that take a part of each batch from it.</summary>
    public ReplicaGroup Replicas { get; }

    /// <summary>The optimizer.</summary>
    public Optimizer Optimizer { get; private set; }

    /// <summary>Whether the classifier alone learns.</summary>
    public bool IsFrozen { get; private set; }

    /// <summary>The second gradient of sharpness-aware minimization; null with other optimizers.</summary>
    public Sam? Sam { get; }

    /// <summary>The moving average of the weights; null without EMA.</summary>
    public WeightAverage? Average { get; }

    /// <summary>The distillation teacher; null without one.</summary>
    public Teacher? Teacher { get; }

    /// <summary>Trainable parameters of the network.</summary>
    public long ParameterCount => Weights.Count;

    /// <summary>What a checkpoint holds of it.</summary>
    public RunTensors Tensors => new(Weights, Average?.Weights, Optimizer);

    /// <summary>The network with averaged weights, or null without EMA.</summary>
    public Module<Tensor, Tensor>? AveragedNetwork => _averagedNetwork;

    /// <summary>All weights, in training and averaged.</summary>
    public IEnumerable<FlatParameters> AllWeights => Average is null ? [Weights] : [Weights, Average.Weights];

    /// <summary>The storage that a source names.</summary>
    public FlatParameters WeightsOf(WeightSource source) => source == WeightSource.Ema ? Average!.Weights : Weights;

    /// <summary>Sets the networks to training, all of each or the classifier alone.</summary>
    public void BeginTraining() => Replicas.ForEach(network => ((AttentionEmotionNet)network).Train(IsFrozen));

    /// <summary>
    /// Lets all weights learn from the first epoch after the frozen ones. The optimizer begins anew: moments of the frozen weights that were zero for an epoch would make their first updates several
    /// times too large, because AdamW corrects its bias by the count of all updates.
    /// </summary>
    /// <param name="epoch">The epoch that begins.</param>
    public void UnfreezeFor(int epoch)
    {
        if (!IsFrozen || epoch <= _options.FreezeEpochs)
        {
            return;
        }

        IsFrozen = false;
        Optimizer.Dispose();
        Optimizer = CreateOptimizer();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Optimizer.Dispose();
        Replicas.Dispose();
        Weights.Dispose();
        Average?.Dispose();
        Network.Dispose();
        _averagedNetwork?.Dispose();
        Teacher?.Dispose();
    }

    private Optimizer CreateOptimizer() => new(Weights, _options.ToOptimizer(), IsFrozen ? AttentionEmotionNet.IsOfClassifier : null);

    private static ReplicaLayout Layout(TrainingOptions options, int imageCount, Device device, int ranks)
    {
        var (batchSize, isGpu) = (ScheduleLength.Of(options, imageCount).BatchSize, device.type != DeviceType.CPU);
        return ReplicaLayout.Of(batchSize, RankRules.GroupSize(options.BatchNormGroup, batchSize, isGpu, ranks), get_num_threads(), isGpu, ranks);
    }

    private static Module<Tensor, Tensor> CreateNetwork(
        TrainingOptions options, int classCount, Device device, ComputePrecision precision, Generator? randomness = null) =>
        ModelRegistry.Create(options.ModelType, new ModelConfiguration
        {
            ClassCount = classCount,
            DropoutRate = options.DropoutRate,
            StochasticDepth = options.StochasticDepth ? LastDropProbability : 0,
            HasFixedStem = options is { Stem: StemKernels.Whitened, InitFrom: null },
            Precision = precision.DataType,
            Randomness = randomness,
        }).to(device);
}
