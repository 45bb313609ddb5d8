using System.Globalization;

namespace EmotionNet.Distributed;

/// <summary>What the environment says about the launcher that started this process: <c>mpirun</c>, <c>mpiexec</c>, <c>srun</c>. Loads no MPI.</summary>
/// <param name="Name">The launcher's kind, for messages.</param>
/// <param name="Rank">This process, from 0.</param>
/// <param name="Count">Processes that it started; null where it does not say.</param>
/// <param name="LocalRank">This process among those of its machine, from 0; null where it does not say.</param>
/// <param name="Libraries">The MPI libraries that fit it, the likeliest first.</param>
internal sealed record RankLauncher(string Name, int Rank, int? Count, int? LocalRank, IReadOnlyList<string> Libraries)
{
    // Hydra and Slurm's PMI-2 set PMI_*; `srun --mpi=pmix` sets PMIX_RANK alone, besides Slurm's own variables.
    private static readonly (string Name, string Rank, string Count, string[] Libraries)[] Known =
    [
        ("Open MPI's mpirun", "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", [.. OpenMpi, .. StandardAbi]),
        ("an MPICH launcher", "PMI_RANK", "PMI_SIZE", [.. Mpich, .. StandardAbi, .. OpenMpi]),
        ("a PMIx launcher", "PMIX_RANK", "SLURM_STEP_NUM_TASKS", [.. OpenMpi, .. Mpich, .. StandardAbi]),
    ];

    private static readonly string[] LocalRanks = ["OMPI_COMM_WORLD_LOCAL_RANK", "MPI_LOCALRANKID", "SLURM_LOCALID"];

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
        foreach (var (name, rank, count, libraries) in Known)
        {
            if (Number(read(rank)) is { } number)
            {
                var localRank = LocalRanks.Select(variable => Number(read(variable))).FirstOrDefault(value => value is not null);
                return new(name, number, Number(read(count)), localRank, libraries);
            }
        }

        return null;
    }

    /// <summary>
    /// The process that started this rank on its machine: the nearest ancestor that is no rank itself. Null where it cannot be seen, and under
    /// <c>srun</c>, which binds a task to the processors that were asked for it.
    /// </summary>
    public static int? FindProcess()
    {
        try
        {
            for (var id = ParentOf("self"); id > 1; id = ParentOf($"{id}"))
            {
                var variables = File.ReadAllText($"/proc/{id}/environ").Split('\0').Select(entry => entry.Split('=', 2)[0]).ToHashSet();
                if (!Known.Any(known => variables.Contains(known.Rank)))
                {
                    return File.ReadAllText($"/proc/{id}/comm").StartsWith("slurmstepd", StringComparison.Ordinal) ? null : id;
                }
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
        }

        return null;

        // "1234 (name) S 1200 ...": the name may have spaces and parentheses.
        static int ParentOf(string id)
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
    }

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
