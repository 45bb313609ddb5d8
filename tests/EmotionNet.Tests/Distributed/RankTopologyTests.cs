using EmotionNet.Cli.Display;
using EmotionNet.Distributed;

namespace EmotionNet.Tests.Distributed;

public sealed class RankTopologyTests
{
    [Fact]
    public void Ranks_that_may_run_on_the_same_cores_share_them()
    {
        var topology = Topology(Place("a", "0-3", 4), Place("a", "0-3", 4), Place("b", "0-7", 8));

        Assert.Equal([2, 2, 8], Enumerable.Range(0, 3).Select(topology.ThreadsOf));
        Assert.Equal("3 ranks on Open MPI v4: 2 ranks with 2 threads each on a, 1 rank with 8 threads each on b.", topology.Describe());
        Assert.Empty(RankWarnings.Of(topology));
    }

    [Fact]
    public void A_setting_of_threads_stays()
    {
        var topology = Topology(Place("a", "0-3", 4) with { Threads = 3 }, Place("a", "0-3", 4));

        Assert.Equal([3, 2], Enumerable.Range(0, 2).Select(topology.ThreadsOf));
    }

    [Fact]
    public void More_threads_than_cores_are_warned_of()
    {
        var topology = Topology(Place("a", "0-1", 2), Place("a", "0-1", 2), Place("a", "0-1", 2));

        Assert.Equal(
            ["3 ranks with 3 threads in all share 2 cores of a, and wait for each other; start 2 ranks there at most, with fewer --threads."],
            RankWarnings.Of(topology));
    }

    [Fact]
    public void Binding_that_leaves_cores_idle_is_warned_of()
    {
        var topology = Topology(Place("a", "0", 1, ofMachine: 16), Place("a", "1", 1, ofMachine: 16));

        Assert.Equal(
            ["each rank on a is bound to one of its 16 cores; start with --bind-to none, or --map-by slot:PE=8."],
            RankWarnings.Of(topology));
    }

    [Fact]
    public void Binding_that_uses_every_core_is_not() =>
        Assert.Empty(RankWarnings.Of(Topology(Place("a", "0", 1, ofMachine: 2), Place("a", "1", 1, ofMachine: 2))));

    private static RankTopology Topology(params RankPlace[] places) => new("Open MPI v4", places);

    private static RankPlace Place(string host, string processors, int count, int? ofMachine = null) =>
        new(host, processors, count, ofMachine ?? count, Threads: 0, DefaultThreads: count);
}
