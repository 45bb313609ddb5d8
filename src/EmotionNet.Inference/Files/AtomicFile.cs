namespace EmotionNet.Files;

/// <summary>
/// Writes a file whole or not at all: to a temporary file in the same folder, flushed to disk, then renamed over the old one, and the folder flushed.
/// Whoever reads the path sees the old content or the new one, whenever the process or the machine stops.
/// </summary>
internal static class AtomicFile
{
    private const string TemporaryEnd = ".tmp";

    /// <summary>Replaces <paramref name="path"/> by what <paramref name="write"/> puts into the stream; on failure the old file stays.</summary>
    /// <param name="path">The file; its folder is made where it is missing.</param>
    /// <param name="write">Writes the content; the stream can seek.</param>
    /// <param name="verify">Reads the new file before it takes the place of the old one; its exception keeps the old one.</param>
    /// <exception cref="UserInputException">The disk is full, the folder is not writable, or similar.</exception>
    public static void Write(string path, Action<Stream> write, Action<Stream>? verify = null)
    {
        // The process id keeps two processes that write one file out of each other's half.
        var temporary = $"{path}.{Environment.ProcessId}{TemporaryEnd}";
        try
        {
            var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            Directory.CreateDirectory(folder);
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            if (verify is not null)
            {
                using var written = File.OpenRead(temporary);
                verify(written);
            }

            File.Move(temporary, path, overwrite: true);
            DirectoryFlush.Run(folder);
        }
        catch (Exception error)
        {
            Remove(temporary);
            if (error is IOException or UnauthorizedAccessException)
            {
                throw new UserInputException(
                    $"the file cannot be written ({error.Message.TrimEnd('.')})", "free space on the disk or choose "
                    + "a directory that can be written", path, inner: error);
            }

            throw;
        }
    }

    /// <summary>Replaces <paramref name="path"/> by <paramref name="content"/>.</summary>
    /// <param name="path">The file; its folder is made where it is missing.</param>
    /// <param name="content">The whole content.</param>
    /// <exception cref="UserInputException">As for <see cref="Write(string, Action{Stream}, Action{Stream}?)"/>.</exception>
    public static void Write(string path, ReadOnlyMemory<byte> content) => Write(path, stream => stream.Write(content.Span));

    /// <summary>The name of the file that a temporary file was to become, or null where the name is not one that <see cref="Write(string, Action{Stream}, Action{Stream}?)"/> gives.</summary>
    /// <param name="name">A file name: <c>last.safetensors.4711.tmp</c>.</param>
    internal static string? TargetOfTemporary(string name)
    {
        var target = name.EndsWith(TemporaryEnd, StringComparison.Ordinal) ? Path.GetFileNameWithoutExtension(name) : "";
        var process = Path.GetExtension(target);
        return process.Length > 1 && process.Skip(1).All(char.IsAsciiDigit) ? Path.GetFileNameWithoutExtension(target) : null;
    }

    private static void Remove(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What made the write fail may forbid this too; the first error is the one to tell.
        }
    }
}
