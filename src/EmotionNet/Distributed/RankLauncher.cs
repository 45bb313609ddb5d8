using System.Globalization;

namespace EmotionNet.Distributed;

/// <summary>What the environment says about the launcher that started this process: <c>mpirun</c>, <c>mpiexec</c>, <c>srun</c>. Loads no MPI.</summary>
/// <param name="Name">The launcher's kind, for messages.</param>
/// <param name="Rank">This process, from 0.</param>
/// <param name="Count">Processes that it started; null where it does not say.</param>
/// <param name="Libraries">The MPI libraries that fit it, the likeliest first.</param>
internal sealed record RankLauncher(string Name, int Rank, int? Count, IReadOnlyList<string> Libraries)
{
    /// <summary>The libraries to try where no launcher says which: Open MPI, MPICH's ABI family, MPI 5.0's standard ABI.</summary>
    public static IReadOnlyList<string> AllLibraries { get; } = [.. OpenMpi, .. Mpich, .. StandardAbi];

    private static string[] OpenMpi => ["libmpi.so.40", "libmpi.so.80"];

    // Intel MPI, MVAPICH and Cray MPICH have the ABI of MPICH under one of these names.
    private static string[] Mpich => ["libmpich.so.12", "libmpi.so.12", "libmpi_cray.so.12"];

    private static string[] StandardAbi => ["libmpi_abi.so.0", "libmpi_abi.so"];

    /// <summary>The launcher of this process, or null.</summary>
    public static RankLauncher? Find() => Find(Environment.GetEnvironmentVariable);

    /// <summary>The launcher that a set of environment variables is of, or null.</summary>
    /// <param name="read">The value of a variable, or null.</param>
    public static RankLauncher? Find(Func<string, string?> read)
    {
        // Hydra and Slurm's PMI-2 set PMI_*; `srun --mpi=pmix` sets PMIX_RANK alone, besides Slurm's own variables.
        (string Name, string Rank, string Count, string[] Libraries)[] known =
        [
            ("Open MPI's mpirun", "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", [.. OpenMpi, .. StandardAbi]),
            ("an MPICH launcher", "PMI_RANK", "PMI_SIZE", [.. Mpich, .. StandardAbi, .. OpenMpi]),
            ("a PMIx launcher", "PMIX_RANK", "SLURM_STEP_NUM_TASKS", [.. OpenMpi, .. Mpich, .. StandardAbi]),
        ];
        foreach (var (name, rank, count, libraries) in known)
        {
            if (Number(read(rank)) is { } number)
            {
                return new(name, number, Number(read(count)), libraries);
            }
        }

        return null;
    }

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
