namespace EmotionNet;

/// <summary>
/// Something that the user can fix: a file, a setting, a directory. Its message is one sentence that names the place and the fix.
/// Every other exception is a bug.
/// </summary>
public sealed class UserInputException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="problem">What is wrong, without a full stop.</param>
    /// <param name="fix">What the user should do, without a full stop.</param>
    /// <param name="file">The file or folder concerned, if any.</param>
    /// <param name="row">The line of <paramref name="file"/>, counted from 1, if any.</param>
    /// <param name="inner">The exception that revealed the problem, if any.</param>
    public UserInputException(string problem, string fix, string? file = null, long? row = null, Exception? inner = null)
        : base($"{Locate(problem, file, row)}; {fix}.", inner)
    {
        Problem = Locate(problem, file, row);
        Fix = fix;
        File = file;
        Row = row;
    }

    /// <summary>What is wrong and where: the message up to the fix.</summary>
    public string Problem { get; }

    /// <summary>What the user should do.</summary>
    public string Fix { get; }

    /// <summary>The file or folder concerned, or null.</summary>
    public string? File { get; }

    /// <summary>The line of <see cref="File"/>, counted from 1, or null.</summary>
    public long? Row { get; }

    private static string Locate(string problem, string? file, long? row) =>
        file is null ? problem : row is null ? $"{file}: {problem}" : $"{file}, line {row}: {problem}";
}
