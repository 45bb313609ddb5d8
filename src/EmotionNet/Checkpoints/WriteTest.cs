namespace EmotionNet.Checkpoints;

/// <summary>Whether a run can write to its directory, found before hours of work go into it.</summary>
internal static class WriteTest
{
    /// <summary>Writes a byte to a directory and removes it; to the nearest one above where the directory is not there yet.</summary>
    /// <exception cref="UserInputException">That is not possible.</exception>
    public static void Run(string directory)
    {
        try
        {
            var file = Path.Combine(NearestExisting(directory), Files.PathIdentity.NewProbeName());
            try
            {
                File.WriteAllBytes(file, [0]);
            }
            finally
            {
                File.Delete(file);
            }
        }
        catch (Exception problem) when (IsOfDisk(problem))
        {
            throw Refusal(directory, problem);
        }
    }

    /// <summary>Whether an exception comes from the disk or its permissions.</summary>
    public static bool IsOfDisk(Exception problem) => problem is IOException or UnauthorizedAccessException or NotSupportedException;

    /// <summary>The sentence for a directory that cannot be written.</summary>
    public static UserInputException Refusal(string directory, Exception problem) => new(
        "the checkpoint directory cannot be written",
        "give `checkpoint-dir` a directory that you may write to, on a disk with space",
        directory,
        inner: problem);

    private static string NearestExisting(string directory)
    {
        for (var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory)); ; path = Path.GetDirectoryName(path)!)
        {
            if (Path.Exists(path) || Path.GetDirectoryName(path) is null)
            {
                return path; // of a file, in which nothing can be written, too
            }
        }
    }
}
