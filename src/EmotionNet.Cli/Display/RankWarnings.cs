using EmotionNet.Distributed;

namespace EmotionNet.Cli.Display;

/// <summary>What is wrong with how ranks share the processors of their hosts.</summary>
internal static class RankWarnings
{
    /// <summary>A sentence for each host whose processors are overcommitted, or left idle by binding.</summary>
    public static IEnumerable<string> Of(RankTopology topology)
    {
        foreach (var host in topology.Hosts())
        {
            var (place, count) = (host.First().Place, host.Count());
            var groups = host.GroupBy(entry => entry.Place.Processors).ToList();
            var crowded = groups.Find(group => group.Sum(entry => topology.ThreadsOf(entry.Rank)) > group.First().Place.ProcessorCount);
            if (crowded is not null)
            {
                var (threads, processors) = (crowded.Sum(entry => topology.ThreadsOf(entry.Rank)), crowded.First().Place.ProcessorCount);
                yield return $"{RankTopology.Counted(crowded.Count(), "rank")} with {RankTopology.Counted(threads, "thread")} in all share "
                    + $"{RankTopology.Counted(processors, "core")} of {host.Key}, and wait for each other; "
                    + $"start {RankTopology.Counted(processors, "rank")} there at most, with fewer --threads.";
            }
            else if (host.Any(entry => entry.Place.ProcessorCount == 1)
                && groups.Sum(group => group.First().Place.ProcessorCount) < place.MachineProcessorCount)
            {
                yield return $"each rank on {host.Key} is bound to one of its {place.MachineProcessorCount} cores; start with "
                    + $"--bind-to none, or --map-by slot:PE={Math.Max(1, place.MachineProcessorCount / count)}.";
            }
        }
    }
}
