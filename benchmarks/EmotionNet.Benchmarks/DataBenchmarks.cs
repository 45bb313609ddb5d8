using BenchmarkDotNet.Attributes;
using EmotionNet.Augmentation;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Data.Fer2013;
using EmotionNet.Data.Synthetic;
using EmotionNet.Runtime;
using static TorchSharp.torch;

namespace EmotionNet.Benchmarks;

/// <summary>What happens to the data before the network: a CSV of 2,000 faces is read and becomes a face set, and a batch of the default preset is augmented.</summary>
[MemoryDiagnoser]
public class DataBenchmarks
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"emotionnet-benchmark-{Environment.ProcessId}");
    private BatchAugmenter? _augmenter;
    private Tensor? _batch;

    [GlobalSetup]
    public void Setup()
    {
        TorchRuntime.Initialize();
        SyntheticFaces.WriteTo(_folder, seed: 1, training: 1600, validation: 200, test: 200);
        var options = new TrainingOptions();
        _augmenter = new BatchAugmenter(options.ToAugmentation());
        _batch = randint(0, 256, [options.BatchSize, 1, FaceSet.ImageSize, FaceSet.ImageSize], dtype: uint8);
    }

    [Benchmark]
    public int ReadCsv() => Fer2013Csv.Read(Path.Combine(_folder, "fer2013.csv"), splitWithoutUsage: null).Count;

    [Benchmark]
    public void LoadCsv() => Fer2013Dataset.Load(Path.Combine(_folder, "fer2013.csv"), DataSplit.Training).Dispose();

    [Benchmark]
    public void AugmentBatch()
    {
        using var scope = NewDisposeScope();
        _augmenter!.Apply(_batch!);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _batch?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
