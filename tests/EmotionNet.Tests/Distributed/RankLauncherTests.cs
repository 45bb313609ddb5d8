using EmotionNet.Distributed;

namespace EmotionNet.Tests.Distributed;

public sealed class RankLauncherTests
{
    [Theory]
    [InlineData("OMPI_COMM_WORLD_RANK=1 OMPI_COMM_WORLD_SIZE=2 PMIX_RANK=1", 1, 2, "libmpi.so.40")]
    [InlineData("PMI_RANK=0 PMI_SIZE=3", 0, 3, "libmpich.so.12")]
    [InlineData("PMIX_RANK=2", 2, null, "libmpi.so.40")]
    [InlineData("PMIX_RANK=0 SLURM_STEP_NUM_TASKS=1", 0, 1, "libmpi.so.40")]
    public void A_launcher_is_known_by_its_variables(string environment, int rank, int? count, string library)
    {
        var variables = environment.Split(' ').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);

        var launcher = RankLauncher.Find(variables.GetValueOrDefault);

        Assert.Equal((rank, count, library), (launcher!.Rank, launcher.Count, launcher.Libraries[0]));
    }

    [Theory]
    [InlineData("OMPI_COMM_WORLD_RANK=5 OMPI_COMM_WORLD_LOCAL_RANK=1 SLURM_LOCALID=0", 1)] // mpirun in an allocation
    [InlineData("PMI_RANK=3 MPI_LOCALRANKID=2", 2)]
    [InlineData("PMIX_RANK=3 SLURM_LOCALID=3", 3)]
    [InlineData("PMI_RANK=3", null)]
    public void The_place_on_a_machine_is_the_launchers(string environment, int? localRank)
    {
        var variables = environment.Split(' ').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);

        Assert.Equal(localRank, RankLauncher.Find(variables.GetValueOrDefault)!.LocalRank);
    }

    [Theory]
    [InlineData("SLURM_JOB_ID=7 SLURM_NTASKS=2")] // a batch script, which srun did not start
    [InlineData("PATH=/usr/bin")]
    public void Without_a_launcher_there_is_none(string environment)
    {
        var variables = environment.Split(' ').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);

        Assert.Null(RankLauncher.Find(variables.GetValueOrDefault));
    }

    [Theory]
    [InlineData(nameof(RankSource.Auto))]
    [InlineData(nameof(RankSource.None))]
    public void A_process_that_nobody_launched_is_a_group_of_its_own(string source) =>
        Assert.Same(SingleProcess.Instance, RankGroups.Open(Enum.Parse<RankSource>(source)));
}
