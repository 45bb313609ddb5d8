using System.Diagnostics;
using EmotionNet.Data;
using EmotionNet.Data.Fer2013;
using EmotionNet.Data.FerPlus;
using TorchSharp;

namespace EmotionNet.Benchmarks;

/// <summary>Times the loading of a dataset into tensors: the first time in the process, as in a run, and when all code is compiled.</summary>
internal static class LoadTimes
{
    /// <summary>Loads once cold, once to warm up and then some times more, and prints the seconds.</summary>
    public static int Run(string path, int repeats)
    {
        // libtorch itself starts with its first tensor.
        torch.empty(1).Dispose();
        var coldSeconds = LoadSeconds(path);
        LoadSeconds(path);
        var seconds = Enumerable.Range(0, repeats).Select(_ => LoadSeconds(path)).Order().ToArray();
        Console.WriteLine($"cold {coldSeconds:F3}");
        Console.WriteLine($"median {seconds[seconds.Length / 2]:F3}");
        return 0;
    }

    private static double LoadSeconds(string path)
    {
        var watch = Stopwatch.StartNew();
        Load(path).Dispose();
        return watch.Elapsed.TotalSeconds;
    }

    private static EmotionDataset Load(string path) =>
        File.Exists(Path.Combine(path, "fer2013new.csv")) ? FerPlusDataset.Load(path, LabelMode.Majority) : Fer2013Dataset.Load(path);
}
