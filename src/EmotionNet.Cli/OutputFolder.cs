namespace EmotionNet.Cli;

/// <summary>A folder that a command writes to.</summary>
internal static class OutputFolder
{
    /// <summary>Makes the folder.</summary>
    /// <exception cref="UserInputException">That is not possible.</exception>
    public static void Prepare(string directory, string flag)
    {
        try
        {
            Directory.CreateDirectory(directory);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new UserInputException("this folder cannot be made", $"give {flag} a place that you may write to", directory, inner: problem);
        }
    }
}
