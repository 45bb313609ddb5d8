using BenchmarkDotNet.Attributes;
using EmotionNet.Numerics;
using EmotionNet.Training;
using static TorchSharp.torch;

namespace EmotionNet.Benchmarks;

/// <summary>A checkpoint of about 64 MB: weights, averages and optimizer state of a network of four million numbers.</summary>
[MemoryDiagnoser]
public class SafetensorsBenchmarks
{
    private readonly string path = Path.Combine(Path.GetTempPath(), $"emotionnet-benchmark-{Environment.ProcessId}.safetensors");
    private readonly Dictionary<string, Tensor> tensors = [];
    private readonly Dictionary<string, string> metadata = new() { ["epoch"] = "1" };

    [GlobalSetup]
    public void Setup()
    {
        TorchRuntime.Initialize();
        for (var index = 0; index < 64; index++)
        {
            tensors[$"blocks.{index}.weight"] = randn(512, 512);
        }

        SafetensorsFile.Write(path, tensors, metadata);
    }

    [Benchmark]
    public void Write() => SafetensorsFile.Write(path, tensors, metadata);

    [Benchmark]
    public void Read() => SafetensorsFile.Read(path).Dispose();

    [Benchmark]
    public int ReadMetadata() => SafetensorsFile.ReadMetadata(path).Count;

    [GlobalCleanup]
    public void Cleanup()
    {
        foreach (var tensor in tensors.Values)
        {
            tensor.Dispose();
        }

        File.Delete(path);
    }
}
