using EmotionNet.Checkpoints;

namespace EmotionNet.Sweeps;

/// <summary>What a directory of many runs is of: one file in it says so, and one process at a time works there.</summary>
/// <param name="FileName">The file that makes a directory one of this kind.</param>
/// <param name="Thing">What it is, with its article: <c>a sweep</c>.</param>
/// <param name="Busy">What the process does that holds the lock.</param>
/// <param name="Status">The command that looks without the lock.</param>
internal sealed record DirectoryKind(string FileName, string Thing, string Busy, string Status)
{
    /// <summary>The directory of a sweep.</summary>
    public static DirectoryKind Sweep { get; } =
        new(SweepDirectory.FileName, "a sweep", "runs the tasks of this sweep, or adds some", "emotionnet sweep status");

    private string ThisThing => $"the {Thing[(Thing.IndexOf(' ', StringComparison.Ordinal) + 1)..]}";

    /// <summary>Keeps a second process out of a directory, on any machine. Makes the directory.</summary>
    /// <exception cref="UserInputException">Another process is in there, or the directory has something else or cannot be written.</exception>
    public IDisposable Lock(string directory)
    {
        IsThere(directory);
        try
        {
            Directory.CreateDirectory(directory);
            if (RunLock.TryTake(directory) is { } taken)
            {
                return taken;
            }
        }
        catch (Exception problem) when (WriteTest.IsOfDisk(problem) || problem is UserInputException) // which speaks of the directory of a run
        {
            throw new UserInputException(
                $"the directory of {ThisThing} cannot be written", "give one that you may write to, on a disk with space", directory, inner: problem);
        }

        throw new UserInputException($"another process {Busy}", $"wait until it ends, or look with {Status}", directory);
    }

    /// <summary>Whether the file is there. The lock alone is of a process that has just begun, or that ended before it wrote anything.</summary>
    /// <exception cref="UserInputException">The directory has something else.</exception>
    public bool IsThere(string directory)
    {
        var isThere = File.Exists(Path.Combine(directory, FileName));
        if (!isThere && (File.Exists(directory) || (Directory.Exists(directory)
            && Directory.EnumerateFileSystemEntries(directory).Any(entry => Path.GetFileName(entry) != RunLock.FileName))))
        {
            throw new UserInputException($"this is not the directory of {Thing}, and not empty", $"give {ThisThing} a new directory", directory);
        }

        return isThere;
    }

    /// <summary>Requires that the file is there.</summary>
    /// <exception cref="UserInputException">It is not.</exception>
    public void Require(string directory)
    {
        if (!File.Exists(Path.Combine(directory, FileName)))
        {
            throw new UserInputException($"this is not the directory of {Thing}", $"give the directory that {Thing} was started with", directory);
        }
    }
}
