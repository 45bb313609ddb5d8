namespace EmotionNet.Configuration;

/// <summary>
/// Finds the default data directories: in the working directory, else in the nearest directory above that has the solution,
/// so that <c>dotnet run</c> inside <c>src/EmotionNet.Cli</c> finds the repository's data. Paths that the user set stay as they are.
/// </summary>
internal static class DefaultDirectories
{
    private const string RepositoryMark = "EmotionNet.sln";

    /// <summary>The options with their default data directories found.</summary>
    /// <param name="resolved">The options and which of them the user set.</param>
    /// <param name="workingDirectory">Where relative paths start.</param>
    public static TrainingOptions Locate(ResolvedOptions resolved, string workingDirectory)
    {
        var options = resolved.Options;
        return options with
        {
            DataDirectory = Find("data-dir", options.DataDirectory),
            FerPlusDirectory = Find("ferplus-dir", options.FerPlusDirectory),
            BalancedDirectory = Find("balanced-dir", options.BalancedDirectory),
        };

        string Find(string name, string directory) => resolved.Given.Contains(name) ? directory : Locate(directory, workingDirectory);
    }

    /// <summary>Whether a directory has more than notes on what belongs there; or is a file.</summary>
    public static bool HoldsData(string path) => File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any(entry =>
        !Path.GetFileName(entry).StartsWith('.') && !entry.EndsWith(".md", StringComparison.OrdinalIgnoreCase)));

    private static string Locate(string directory, string workingDirectory)
    {
        if (HoldsData(Path.Combine(workingDirectory, directory)))
        {
            return directory;
        }

        for (var above = new DirectoryInfo(workingDirectory); above is not null; above = above.Parent)
        {
            if (File.Exists(Path.Combine(above.FullName, RepositoryMark)))
            {
                var candidate = Path.Combine(above.FullName, directory);
                return HoldsData(candidate) ? Path.GetRelativePath(workingDirectory, candidate) : directory;
            }
        }

        return directory;
    }
}
