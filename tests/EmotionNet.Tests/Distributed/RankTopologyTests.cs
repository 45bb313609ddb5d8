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
        Assert.Equal("3 ranks on Open MPI v4: 2 ranks with 2 threads each on a, 1 rank with 8 threads on b.", topology.Describe());
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
            ["3 ranks with 3 threads in all share 2 cores of a, and wait for each other; start 2 ranks there at most."],
            RankWarnings.Of(topology));
    }

    [Fact]
    public void A_setting_of_threads_for_which_there_are_no_cores_is_warned_of() => Assert.Equal(
        ["2 ranks with 8 threads in all share 4 cores of a, and wait for each other; give fewer --threads."],
        RankWarnings.Of(Topology(Place("a", "0-3", 4) with { Threads = 4 }, Place("a", "0-3", 4) with { Threads = 4 })));

    [Fact]
    public void Binding_that_leaves_cores_idle_is_warned_of()
    {
        var topology = Topology(Place("a", "0,16", 1, ofLauncher: 16), Place("a", "1,17", 1, ofLauncher: 16));

        Assert.Equal(
            ["each rank on a is bound to one of 16 cores; start with --bind-to none, or --map-by slot:PE=8."],
            RankWarnings.Of(topology));
    }

    [Fact]
    public void Binding_that_uses_every_core_is_not() =>
        Assert.Empty(RankWarnings.Of(Topology(Place("a", "0", 1, ofLauncher: 2), Place("a", "1", 1, ofLauncher: 2))));

    // As Slurm gives a task the cores that were asked for it.
    [Fact]
    public void Cores_that_an_allocation_gave_each_rank_are_no_binding_to_change() =>
        Assert.Empty(RankWarnings.Of(Topology(Place("a", "4", 1, ofLauncher: 0), Place("a", "5", 1, ofLauncher: 0))));

    [Fact]
    public void A_GPU_that_several_ranks_would_share_is_refused_with_how_many_there_are()
    {
        var (first, second) = (Place("a", "0-3", 4) with { Gpu = "g0" }, Place("a", "0-3", 4) with { Gpu = "g1" });

        var failure = Assert.Throws<UserInputException>(Topology(first, second, first, Place("b", "0-3", 4) with { Gpu = "g2" }).RequireOneGpuEach);
        Topology(first, second, Place("b", "0-3", 4) with { Gpu = "g2" }).RequireOneGpuEach();

        Assert.Equal(
            "3 ranks on a share 2 GPUs, and each needs one of its own; start 2 ranks there, or give `device` cpu.", failure.Message);
        Assert.True(SharedFailure.Is(failure));
        Assert.Equal("2 ranks on Open MPI v4: 2 ranks with a GPU each on a.", Topology(first, second).Describe());
    }

    private static RankTopology Topology(params RankPlace[] places) => new("Open MPI v4", places);

    private static RankPlace Place(string host, string processors, int cores, int? ofLauncher = null) =>
        new(host, processors, cores, ofLauncher ?? cores, Threads: 0, DefaultThreads: cores);
}
