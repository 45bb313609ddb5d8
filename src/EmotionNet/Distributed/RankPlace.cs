using static TorchSharp.torch;

namespace EmotionNet.Distributed;

/// <summary>Where a rank computes.</summary>
/// <param name="Host">The machine.</param>
/// <param name="Processors">The processors that it may run on, as Linux lists them: <c>0-3,8</c>.</param>
/// <param name="ProcessorCount">How many those are.</param>
/// <param name="MachineProcessorCount">How many the machine has.</param>
/// <param name="Threads">libtorch's threads: the setting; 0 leaves the choice to the group.</param>
/// <param name="DefaultThreads">libtorch's own choice.</param>
internal sealed record RankPlace(string Host, string Processors, int ProcessorCount, int MachineProcessorCount, int Threads, int DefaultThreads)
{
    /// <summary>This process.</summary>
    /// <param name="threads">The setting of libtorch's threads; 0 for none.</param>
    public static RankPlace Here(int threads) => new(
        Environment.MachineName,
        AllowedProcessors(),
        Environment.ProcessorCount,
        Math.Max(MachineProcessors(), Environment.ProcessorCount),
        threads,
        get_num_threads());

    private static string AllowedProcessors()
    {
        const string Status = "/proc/self/status", Key = "Cpus_allowed_list:";
        var line = File.Exists(Status) ? File.ReadLines(Status).FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal)) : null;
        return line?[Key.Length..].Trim() ?? "";
    }

    private static int MachineProcessors()
    {
        const string Processors = "/proc/cpuinfo";
        return File.Exists(Processors) ? File.ReadLines(Processors).Count(line => line.StartsWith("processor", StringComparison.Ordinal)) : 0;
    }
}
