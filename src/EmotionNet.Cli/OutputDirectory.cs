namespace EmotionNet.Cli;

/// <summary>A directory that a command writes to.</summary>
internal static class OutputDirectory
{
    /// <summary>Creates the directory.</summary>
    /// <exception cref="UserInputException">That is not possible.</exception>
    public static void Prepare(string directory, string flag)
    {
        try
        {
            Directory.CreateDirectory(directory);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new UserInputException("this directory cannot be created", $"give {flag} a place that you may write to", directory, inner: problem);
        }
    }
}
