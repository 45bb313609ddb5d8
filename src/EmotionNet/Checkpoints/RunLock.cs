using System.Globalization;

namespace EmotionNet.Checkpoints;

/// <summary>
/// Keeps a second run out of a directory. The operating system holds the lock on an open file and drops it when the process ends, however it ends.
/// The file itself stays: were it removed, two later runs could each lock a file of that name.
/// </summary>
internal sealed class RunLock : IDisposable
{
    /// <summary>The file's name in the run's directory.</summary>
    public const string FileName = ".emotionnet-lock";

    // What the system calls a file that another process has locked: EWOULDBLOCK of Linux and of macOS, sharing and lock violation of Windows.
    private static readonly int[] LockedCodes = [11, 35, unchecked((int)0x80070020), unchecked((int)0x80070021)];

    private const int LooksAtALock = 4;

    private static readonly TimeSpan TimeBetweenLooks = TimeSpan.FromMilliseconds(50);

    private readonly FileStream _file;

    private RunLock(FileStream file) => _file = file;

    /// <summary>Takes the lock where a run has been in the directory before; null where none has. Makes no file.</summary>
    /// <exception cref="UserInputException">Another run holds it, or the file cannot be written.</exception>
    public static RunLock? TakeIfThere(string directory) => File.Exists(Path.Combine(directory, FileName)) ? Take(directory) : null;

    /// <summary>Takes the lock.</summary>
    /// <param name="directory">The run's directory, which must exist.</param>
    /// <exception cref="UserInputException">Another run holds it, or the directory cannot be written.</exception>
    public static RunLock Take(string directory) => TryTake(directory) ?? throw Refusal(directory);

    /// <summary>The sentence for a directory in which another run trains.</summary>
    public static UserInputException Refusal(string directory)
    {
        const string Fix = "wait until it ends, or give `checkpoint-dir` another directory";
        return RunMarker.Read(directory) switch
        {
            null => new UserInputException("another run is training in this directory", Fix, directory),
            { IsOfThisMachine: true } here => new UserInputException($"another run is training in this directory ({Name(here)})", Fix, directory),
            var there => new UserInputException(
                $"another run is training in this directory ({Name(there)})",
                $"{Fix}; where {there.Machine} has gone down, remove {FileName} and {RunMarker.FileName} from the directory",
                directory),
        };
    }

    /// <summary>Takes the lock, or returns null where another process holds it.</summary>
    /// <param name="directory">The directory, which must exist.</param>
    /// <exception cref="UserInputException">The directory cannot be written.</exception>
    public static RunLock? TryTake(string directory)
    {
        for (var look = 0; ; look++)
        {
            try
            {
                return new RunLock(new FileStream(Path.Combine(directory, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException error) when (LockedCodes.Contains(error.HResult))
            {
                if (look == LooksAtALock)
                {
                    return null;
                }

                Thread.Sleep(TimeBetweenLooks); // it may be IsHeld that has it
            }
            catch (Exception error) when (WriteTest.IsOfDisk(error))
            {
                throw WriteTest.Refusal(directory, error);
            }
        }
    }

    private static string Name(RunMarker run) => string.Create(
        CultureInfo.InvariantCulture,
        $"process {run.Process}{(run.IsOfThisMachine ? "" : $" on {run.Machine}")}{(run.Started is { } start ? $", since {start:yyyy-MM-dd HH:mm} UTC" : "")}");

    /// <summary>Whether a process holds the lock of a directory. The only way to know is to take it, for a moment.</summary>
    public static bool IsHeld(string directory)
    {
        var path = Path.Combine(directory, FileName);
        try
        {
            using var file = File.Exists(path) ? OpenToLook(path) : null;
            return false;
        }
        catch (IOException error) when (LockedCodes.Contains(error.HResult))
        {
            return true;
        }
        catch (Exception error) when (WriteTest.IsOfDisk(error))
        {
            return false; // gone, or not to be read
        }
    }

    // For writing, where that is allowed: NFS locks no file that is open for reading only.
    private static FileStream OpenToLook(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException)
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
