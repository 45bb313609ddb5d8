using System.Runtime.InteropServices;

namespace EmotionNet.Files;

/// <summary>Makes the names in a directory last: after a rename the machine may lose power, and only a flushed directory has the new file under its name.</summary>
internal static partial class DirectoryFlush
{
    private const int ReadOnly = 0; // O_RDONLY

    /// <summary>Flushes a directory to the disk, where the system and its file system can do that.</summary>
    /// <param name="directory">The directory.</param>
    public static void Run(string directory)
    {
        if (OperatingSystem.IsWindows() || Open(directory, ReadOnly) is not (>= 0 and var descriptor))
        {
            return; // NTFS writes names by its journal
        }

        _ = Flush(descriptor); // file systems without directories of their own refuse it, and have nothing to flush
        _ = Close(descriptor);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Flush(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
