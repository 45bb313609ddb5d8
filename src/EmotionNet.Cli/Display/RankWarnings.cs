using EmotionNet.Distributed;

namespace EmotionNet.Cli.Display;

/// <summary>What is wrong with how ranks share the processors of their hosts.</summary>
internal static class RankWarnings
{
    /// <summary>A sentence for each host whose cores are overcommitted, or left idle by the launcher's binding.</summary>
    public static IEnumerable<string> Of(RankTopology topology)
    {
        foreach (var host in topology.Hosts().Where(host => host.First().Place.Gpu.Length == 0))
        {
            var groups = host.GroupBy(entry => entry.Place.Processors).ToList();
            var crowded = groups.Find(group => group.Sum(entry => topology.ThreadsOf(entry.Rank)) > group.First().Place.CoreCount);
            var bound = host.Max(entry => entry.Place.LauncherCoreCount);
            if (crowded is not null)
            {
                var (threads, cores) = (crowded.Sum(entry => topology.ThreadsOf(entry.Rank)), crowded.First().Place.CoreCount);
                var fewer = crowded.Count() > cores ? $"start {RankTopology.Counted(cores, "rank")} there at most" : "give fewer --threads";
                yield return $"{RankTopology.Counted(crowded.Count(), "rank")} with {RankTopology.Counted(threads, "thread")} in all share "
                    + $"{RankTopology.Counted(cores, "core")} of {host.Key}, and wait for each other; {fewer}.";
            }
            else if (host.All(entry => entry.Place.CoreCount == 1) && groups.Sum(group => group.First().Place.CoreCount) < bound)
            {
                yield return $"each rank on {host.Key} is bound to one of {bound} cores; start with "
                    + $"--bind-to none, or --map-by slot:PE={Math.Max(1, bound / host.Count())}.";
            }
        }
    }
}
