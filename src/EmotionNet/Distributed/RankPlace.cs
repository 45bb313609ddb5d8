using static TorchSharp.torch;

namespace EmotionNet.Distributed;

/// <summary>Where a rank computes.</summary>
/// <param name="Host">The machine.</param>
/// <param name="Processors">The processors that it may run on, as Linux lists them: <c>0-3,8</c>.</param>
/// <param name="CoreCount">Cores that those belong to; two hardware threads of a core count once.</param>
/// <param name="LauncherCoreCount">Cores that the launcher on this machine may run on; 0 where that cannot be read, and under Slurm, which gives each
/// of its tasks what was asked for.</param>
/// <param name="Threads">libtorch's threads: the setting; 0 leaves the choice to the group.</param>
/// <param name="DefaultThreads">libtorch's own choice.</param>
/// <param name="Gpu">The GPU's identity; empty on a CPU.</param>
internal sealed record RankPlace(
    string Host, string Processors, int CoreCount, int LauncherCoreCount, int Threads, int DefaultThreads, string Gpu = "")
{
    /// <summary>This process.</summary>
    /// <param name="threads">The setting of libtorch's threads; 0 for none.</param>
    /// <param name="gpu">The identity of its GPU; empty on a CPU.</param>
    public static RankPlace Here(int threads, string gpu = "")
    {
        var allowed = ProcessorSet.OfProcess("self");
        var launcher = RankLauncher.FindProcess() is { } id ? ProcessorSet.OfProcess($"{id}") : null;
        return new(
            Environment.MachineName,
            allowed?.List ?? "",
            allowed?.CountCores() ?? Environment.ProcessorCount,
            launcher?.CountCores() ?? 0,
            threads,
            get_num_threads(),
            gpu);
    }
}
