using BenchmarkDotNet.Attributes;
using EmotionNet.Benchmarks.Training;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Models;
using EmotionNet.Runtime;
using EmotionNet.Training;
using static TorchSharp.torch;

namespace EmotionNet.Benchmarks;

/// <summary>Pieces of a training step on whole faces, on the CPU: the gate and a residual block at 24², forward and backward, and the update of all weights with clip and average.</summary>
[MemoryDiagnoser]
public class StepBenchmarks
{
    private static readonly WorkSettings Settings = new(new TrainingOptions().ModelType, BatchSize: 64, Device: "cpu", Threads: 0);
    private static readonly TrainingOptions Options = Settings.Options;
    private static readonly int Channels = ModelRegistry.StagesOf(Options.ModelType)[0].Channels;
    private readonly SqueezeExcitation _gate = Create(() => new SqueezeExcitation(Channels));
    private readonly ResidualBlock _block = Create(() => new ResidualBlock(Channels, Channels, dropProbability: 0.1));
    private TrainingState? _state;
    private Tensor? _features;
    private long _updates;

    [GlobalSetup]
    public void Setup()
    {
        using var random = randn(Options.BatchSize, Channels, FaceSet.ImageSize / 2, FaceSet.ImageSize / 2);
        _features = ChannelsLast.Of(random).requires_grad_();
        _state = Create(
            () => new TrainingState(Options, WorkSettings.ClassCount, Settings.FaceCount, CPU, ComputePrecision.Resolve(PrecisionChoice.Fp32, CPU)));
        _state.Weights.Gradients.normal_();
    }

    [Benchmark]
    public void Gate()
    {
        using var scope = NewDisposeScope();
        (_features! * _gate.call(_features!)).sum().backward();
    }

    [Benchmark]
    public void Block()
    {
        using var scope = NewDisposeScope();
        _block.call(_features!).sum().backward();
    }

    [Benchmark]
    public void Update()
    {
        _state!.Optimizer.ClipGradients();
        _state.Optimizer.Step(1e-3);
        _state.Average!.Update(_state.Weights, _updates++);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _gate.Dispose();
        _block.Dispose();
        _state?.Dispose();
        _features?.Dispose();
    }

    // TorchSharp must not be touched before the native libraries are prepared.
    private static T Create<T>(Func<T> create)
    {
        TorchRuntime.Initialize();
        return create();
    }
}
