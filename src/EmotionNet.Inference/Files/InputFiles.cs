using System.Security.Cryptography;

namespace EmotionNet.Files;

/// <summary>Opens a user's file and reports what prevents it as the user's error.</summary>
internal static class InputFiles
{
    /// <summary>Opens a file that is read once from beginning to end.</summary>
    /// <exception cref="UserInputException">The file is missing, empty or may not be read.</exception>
    public static FileStream Open(string path) => Open(path, bufferSize: 1 << 16);

    /// <summary>Reads a whole file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maximumLength">The bytes above which it cannot be what it should be.</param>
    /// <exception cref="UserInputException">The file is missing, empty, longer than that, or may not be read.</exception>
    public static byte[] ReadAllBytes(string path, int maximumLength)
    {
        using var stream = Open(path, bufferSize: 0);
        if (stream.Length > maximumLength)
        {
            throw new UserInputException($"the file is longer than {maximumLength >> 20} MB", "replace it by a smaller one, or remove it", path);
        }

        var content = GC.AllocateUninitializedArray<byte>((int)stream.Length);
        try
        {
            stream.ReadExactly(content);
        }
        catch (IOException exception)
        {
            throw new UserInputException("the file cannot be read to its end", "check the disk and copy the file again", path, inner: exception);
        }

        return content;
    }

    /// <summary>The SHA-256 of a whole file, in hexadecimal.</summary>
    /// <exception cref="UserInputException">The file is missing, empty or may not be read.</exception>
    public static string Sha256(string path)
    {
        using var file = Open(path);
        return Convert.ToHexString(SHA256.HashData(file));
    }

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">Any stream, such as the standard input.</param>
    /// <param name="maximumLength">The bytes above which it cannot be what it should be.</param>
    /// <exception cref="UserInputException">The stream is empty or longer than that.</exception>
    public static byte[] ReadToEnd(Stream stream, int maximumLength)
    {
        using var content = new GrowingBytes();
        var buffer = new byte[1 << 16];
        while (stream.Read(buffer) is > 0 and var read)
        {
            if (content.Length + read > maximumLength)
            {
                throw new UserInputException($"the input is longer than {maximumLength >> 20} MB", "give a smaller image");
            }

            content.Write(buffer.AsSpan(0, read));
        }

        return content.Length > 0 ? content.Take() : throw new UserInputException("the input is empty", "give the content of an image file");
    }

    private static FileStream Open(string path, int bufferSize)
    {
        FileStream? stream = null;
        try
        {
            if (IsWithoutLength(path))
            {
                throw Empty(path);
            }

            stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize, FileOptions.SequentialScan);
            if (!stream.CanSeek)
            {
                throw new IOException("A pipe cannot be read twice.");
            }

            if (stream.Length > 0)
            {
                return stream;
            }
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UserInputException("there is no such file", "check the path", path, inner: exception);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            throw new UserInputException(
                "the file cannot be opened",
                "check that it is a regular file, not a pipe, and that you may read it",
                path,
                inner: exception);
        }

        stream.Dispose();
        throw Empty(path);
    }

    /// <summary>Whether a file is empty, a pipe or a device, without opening it: opening a pipe waits until somebody writes to it, and a device may have no end.</summary>
    internal static bool IsWithoutLength(string path)
    {
        var file = new FileInfo(path);
        return ((FileInfo?)file.ResolveLinkTarget(returnFinalTarget: true) ?? file) is { Exists: true, Length: 0 };
    }

    private static UserInputException Empty(string path) => new("the file is empty, or not a regular file", "copy or download it again", path);

    /// <summary>The folders in a folder, sorted, without hidden ones and those that unzipping on a Mac leaves.</summary>
    public static IReadOnlyList<string> Folders(string directory) => List(directory, Directory.EnumerateDirectories);

    /// <summary>The files in a folder, sorted, without hidden ones.</summary>
    public static IReadOnlyList<string> Files(string directory) => List(directory, Directory.EnumerateFiles);

    /// <summary>The folders in a folder that is looked into without having been asked for; one that cannot be read becomes a warning.</summary>
    public static IReadOnlyList<string> FoldersIfReadable(string directory, List<string> warnings) =>
        IfReadable(() => Folders(directory), directory, warnings);

    /// <summary>The files in a folder that is looked into without having been asked for; one that cannot be read becomes a warning.</summary>
    public static IReadOnlyList<string> FilesIfReadable(string directory, List<string> warnings) =>
        IfReadable(() => Files(directory), directory, warnings);

    private static IReadOnlyList<string> IfReadable(Func<IReadOnlyList<string>> list, string directory, List<string> warnings)
    {
        try
        {
            return list();
        }
        catch (UserInputException)
        {
            var warning = $"{directory}: the folder cannot be read and is left out.";
            if (!warnings.Contains(warning))
            {
                warnings.Add(warning);
            }

            return [];
        }
    }

    private static string[] List(string directory, Func<string, IEnumerable<string>> entries)
    {
        try
        {
            return entries(directory)
                .Where(entry => !Path.GetFileName(entry).StartsWith('.') && Path.GetFileName(entry) != "__MACOSX")
                .Order(StringComparer.Ordinal)
                .ToArray();
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            throw new UserInputException("the folder cannot be read", "check that you may read it", directory, inner: exception);
        }
    }
}
