namespace EmotionNet.Distributed;

/// <summary>How the ranks share the processors and GPUs of their hosts.</summary>
/// <param name="Library">What connects the ranks.</param>
/// <param name="Places">The place of each rank.</param>
internal sealed record RankTopology(string Library, IReadOnlyList<RankPlace> Places)
{
    /// <summary>Asks all ranks.</summary>
    /// <param name="ranks">The ranks.</param>
    /// <param name="threads">The setting of libtorch's threads; 0 for none.</param>
    /// <param name="gpu">The identity of this rank's GPU; empty on a CPU.</param>
    public static RankTopology Of(IRankGroup ranks, int threads, string gpu = "") => new(ranks.Name, ranks.GatherJson(RankPlace.Here(threads, gpu)));

    /// <summary>libtorch's threads on a rank: the setting, or its share of the cores that it may run on.</summary>
    public int ThreadsOf(int rank)
    {
        var place = Places[rank];
        return place.Threads > 0 ? place.Threads : Math.Max(1, Math.Min(place.DefaultThreads, place.CoreCount / SharersOf(place)));
    }

    /// <summary>Finds ranks that would compute on one GPU.</summary>
    /// <exception cref="UserInputException">There are such ranks; thrown on every rank.</exception>
    public void RequireOneGpuEach()
    {
        foreach (var host in Hosts().Where(host => host.First().Place.Gpu.Length > 0))
        {
            var (ranks, gpus) = (host.Count(), host.Select(entry => entry.Place.Gpu).Distinct().Count());
            if (gpus < ranks)
            {
                throw SharedFailure.Mark(new UserInputException(
                    $"{Counted(ranks, "rank")} on {host.Key} share {Counted(gpus, "GPU")}, and each needs one of its own",
                    $"start {Counted(gpus, "rank")} there, or give `device` cpu"));
            }
        }
    }

    /// <summary>The library, the ranks, their threads or GPUs, and hosts in a sentence.</summary>
    public string Describe()
    {
        var hosts = Hosts().Select(host =>
        {
            var threads = host.Select(entry => ThreadsOf(entry.Rank)).Distinct().Order().ToList();
            var share = host.First().Place.Gpu.Length > 0 ? "a GPU"
                : threads.Count == 1 ? Counted(threads[0], "thread")
                : $"{threads[0]} to {threads[^1]} threads";
            return $"{Counted(host.Count(), "rank")} with {share}{(host.Count() > 1 ? " each" : "")} on {host.Key}";
        });
        return $"{Counted(Places.Count, "rank")} on {Library}: {string.Join(", ", hosts)}.";
    }

    /// <summary>A number and a noun: <c>2 ranks</c>.</summary>
    public static string Counted(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";

    /// <summary>The ranks of each host.</summary>
    public IEnumerable<IGrouping<string, (int Rank, RankPlace Place)>> Hosts() =>
        Places.Select((place, rank) => (Rank: rank, Place: place)).GroupBy(entry => entry.Place.Host);

    private int SharersOf(RankPlace place) => Places.Count(other => other.Host == place.Host && other.Processors == place.Processors);
}
