namespace EmotionNet.Configuration;

/// <summary>
/// Finds a default folder that nobody named: in the working directory, else in the nearest folder above that holds the solution,
/// so that <c>dotnet run</c> inside <c>src/EmotionNet.Cli</c> finds the repository's data. Paths that were given stay as they are.
/// </summary>
public static class DefaultDirectories
{
    private const string RepositoryMark = "EmotionNet.sln";

    /// <summary>The settings with their default data folders found.</summary>
    /// <param name="resolved">The settings and which of them were given.</param>
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

        string Find(string name, string folder) => resolved.Given.Contains(name) ? folder : Locate(folder, workingDirectory);
    }

    /// <summary>Whether a folder holds more than notes on what belongs there.</summary>
    public static bool HoldsData(string path) => File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any(entry =>
        !Path.GetFileName(entry).StartsWith('.') && !entry.EndsWith(".md", StringComparison.OrdinalIgnoreCase)));

    private static string Locate(string folder, string workingDirectory)
    {
        if (HoldsData(Path.Combine(workingDirectory, folder)))
        {
            return folder;
        }

        for (var above = new DirectoryInfo(workingDirectory); above is not null; above = above.Parent)
        {
            if (File.Exists(Path.Combine(above.FullName, RepositoryMark)))
            {
                var candidate = Path.Combine(above.FullName, folder);
                return HoldsData(candidate) ? Path.GetRelativePath(workingDirectory, candidate) : folder;
            }
        }

        return folder;
    }
}
