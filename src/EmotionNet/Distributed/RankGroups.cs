namespace EmotionNet.Distributed;

/// <summary>Finds the group of a process.</summary>
internal static class RankGroups
{
    /// <summary>The environment variable that names an MPI library.</summary>
    public const string LibraryVariable = "EMOTIONNET_MPI";

    /// <summary>Joins the processes that were started together. Loads MPI only where there are others or the source says so.</summary>
    /// <param name="source">Where to look for them.</param>
    /// <exception cref="UserInputException">MPI is needed and cannot be loaded.</exception>
    public static IRankGroup Open(RankSource source)
    {
        var launcher = RankLauncher.Find();
        var isAlone = source == RankSource.None || (source == RankSource.Auto && launcher is null or { Count: 1 });
        if (isAlone)
        {
            return SingleProcess.Instance;
        }

        var named = Environment.GetEnvironmentVariable(LibraryVariable);
        var isNamed = !string.IsNullOrEmpty(named);
        var library = MpiLibrary.Load(isNamed ? [named!] : launcher?.Libraries ?? RankLauncher.AllLibraries, launcher, isNamed);
        var ranks = new MpiRanks(library, launcher?.LocalRank);
        if (launcher is { Count: > 1 } others && others.Count != ranks.Count)
        {
            // A library of another family than the launcher's: each process would train alone, with the files of all.
            var problem = new UserInputException(
                $"the launcher has started {others.Count} ranks, and {ranks.Name} sees {ranks.Count}",
                $"name the launcher's own library in {LibraryVariable}, or start with the mpirun of that library");
            ranks.Dispose();
            throw problem;
        }

        if (ranks.Count > 1)
        {
            return ranks;
        }

        ranks.Dispose(); // a group of one is a plain run, on any device
        return SingleProcess.Instance;
    }
}
