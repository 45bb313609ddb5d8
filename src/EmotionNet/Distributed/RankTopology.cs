namespace EmotionNet.Distributed;

/// <summary>How the ranks share the processors of their hosts, and what is wrong with that.</summary>
/// <param name="Library">What connects the ranks.</param>
/// <param name="Places">The place of each rank.</param>
internal sealed record RankTopology(string Library, IReadOnlyList<RankPlace> Places)
{
    /// <summary>Asks all ranks.</summary>
    /// <param name="ranks">The ranks.</param>
    /// <param name="threads">The setting of libtorch's threads; 0 for none.</param>
    public static RankTopology Of(IRankGroup ranks, int threads) => new(ranks.Name, ranks.GatherJson(RankPlace.Here(threads)));

    /// <summary>libtorch's threads on a rank: the setting, or its share of the processors that it may run on.</summary>
    public int ThreadsOf(int rank)
    {
        var place = Places[rank];
        return place.Threads > 0 ? place.Threads : Math.Max(1, Math.Min(place.DefaultThreads, place.ProcessorCount / SharersOf(place)));
    }

    /// <summary>The library, the ranks, their threads and hosts in a sentence.</summary>
    public string Describe()
    {
        var hosts = ByHost().Select(host =>
        {
            var threads = host.Select(entry => ThreadsOf(entry.Rank)).Distinct().Order().ToList();
            var ofEach = threads.Count == 1 ? $"{Counted(threads[0], "thread")} each" : $"{threads[0]} to {threads[^1]} threads each";
            return $"{Counted(host.Count(), "rank")} with {ofEach} on {host.Key}";
        });
        return $"{Counted(Places.Count, "rank")} on {Library}: {string.Join(", ", hosts)}.";
    }

    /// <summary>A sentence for each host whose processors are overcommitted, or left idle by binding.</summary>
    public IEnumerable<string> Warnings()
    {
        foreach (var host in ByHost())
        {
            var (place, count) = (host.First().Place, host.Count());
            var groups = host.GroupBy(entry => entry.Place.Processors).ToList();
            var crowded = groups.Find(group => group.Sum(entry => ThreadsOf(entry.Rank)) > group.First().Place.ProcessorCount);
            if (crowded is not null)
            {
                var (threads, processors) = (crowded.Sum(entry => ThreadsOf(entry.Rank)), crowded.First().Place.ProcessorCount);
                yield return $"{Counted(crowded.Count(), "rank")} with {Counted(threads, "thread")} in all share {Counted(processors, "core")} of {host.Key}, "
                    + $"and wait for each other; start {Counted(processors, "rank")} there at most, with fewer `threads`.";
            }
            else if (host.Any(entry => entry.Place.ProcessorCount == 1)
                && groups.Sum(group => group.First().Place.ProcessorCount) < place.MachineProcessorCount)
            {
                yield return $"each rank on {host.Key} is bound to one of its {place.MachineProcessorCount} cores; start with "
                    + $"--bind-to none, or --map-by slot:PE={Math.Max(1, place.MachineProcessorCount / count)}.";
            }
        }
    }

    private static string Counted(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";

    private IEnumerable<IGrouping<string, (int Rank, RankPlace Place)>> ByHost() =>
        Places.Select((place, rank) => (Rank: rank, Place: place)).GroupBy(entry => entry.Place.Host);

    private int SharersOf(RankPlace place) => Places.Count(other => other.Host == place.Host && other.Processors == place.Processors);
}
