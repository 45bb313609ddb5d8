using BenchmarkDotNet.Attributes;
using EmotionNet.Checkpoints;
using EmotionNet.Runtime;
using static TorchSharp.torch;

namespace EmotionNet.Benchmarks;

/// <summary>A checkpoint of about 64 MB: weights, averages and optimizer state of a network of four million numbers.</summary>
[MemoryDiagnoser]
public class SafetensorsBenchmarks
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"emotionnet-benchmark-{Environment.ProcessId}.safetensors");
    private readonly Dictionary<string, Tensor> _tensors = [];
    private readonly Dictionary<string, string> _metadata = new() { ["epoch"] = "1" };

    [GlobalSetup]
    public void Setup()
    {
        TorchRuntime.Initialize();
        for (var index = 0; index < 64; index++)
        {
            _tensors[$"blocks.{index}.weight"] = randn(512, 512);
        }

        SafetensorsFile.Write(_path, _tensors, _metadata);
    }

    [Benchmark]
    public void Write() => SafetensorsFile.Write(_path, _tensors, _metadata);

    [Benchmark]
    public void Read() => SafetensorsFile.Read(_path).Dispose();

    [Benchmark]
    public int ReadMetadata() => SafetensorsFile.ReadMetadata(_path).Count;

    [GlobalCleanup]
    public void Cleanup()
    {
        foreach (var tensor in _tensors.Values)
        {
            tensor.Dispose();
        }

        File.Delete(_path);
    }
}
