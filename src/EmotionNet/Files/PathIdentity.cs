namespace EmotionNet.Files;

/// <summary>
/// Whether two paths lead to one directory or one file: through symbolic links anywhere in them, <c>..</c>, a trailing separator, letters of
/// another case where the file system ignores case, or a directory that is mounted twice. The one place that decides it.
/// </summary>
internal static class PathIdentity
{
    private const string ProbePrefix = ".emotionnet-probe-";
    private const int MaxLinks = 40; // what Linux follows

    /// <summary>The full path with every symbolic link in it followed. Parts that do not exist stay as they are.</summary>
    public static string Resolve(string path)
    {
        var full = Path.GetFullPath(path);
        var resolved = Path.GetPathRoot(full)!;
        var pending = new Stack<string>();
        Push(full[resolved.Length..]);
        for (var links = 0; pending.TryPop(out var part);)
        {
            var next = Path.Combine(resolved, part);
            if (part == "..")
            {
                resolved = Path.GetDirectoryName(resolved) ?? resolved;
            }
            else if (links < MaxLinks && LinkTarget(next) is { } target)
            {
                links++;
                var root = Path.IsPathFullyQualified(target) ? Path.GetPathRoot(target)! : "";
                resolved = root.Length > 0 ? root : resolved;
                Push(target[root.Length..]);
            }
            else
            {
                resolved = next;
            }
        }

        return resolved;

        void Push(string parts)
        {
            foreach (var part in parts.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar]).Reverse().Where(part => part is not ("" or ".")))
            {
                pending.Push(part);
            }
        }
    }

    /// <summary>Whether two paths lead to one directory.</summary>
    /// <param name="writable">The directory that will be written to; a file is made in it for a moment where the paths alone do not tell.</param>
    /// <param name="other">The other one.</param>
    public static bool IsSameDirectory(string writable, string other)
    {
        var (one, two) = (Resolve(writable), Resolve(other));
        return one == two || (Directory.Exists(one) && Directory.Exists(two) && IsVisibleThrough(one, two));
    }

    /// <summary>
    /// Whether writing to <paramref name="output"/> would replace <paramref name="input"/>: the paths lead to one file, or the files hold the same
    /// bytes. So do hard links, which no portable call tells from copies; a copy is as good as its original and is not replaced either.
    /// </summary>
    /// <param name="output">The file that will be written, in a directory that can be written to; it need not exist.</param>
    /// <param name="input">The file that must stay.</param>
    public static bool IsSameFile(string output, string input)
    {
        var (one, two) = (Resolve(output), Resolve(input));
        return one == two || (File.Exists(one) && File.Exists(two) && (IsOneEntry(one, two) || HaveSameContent(one, two)));
    }

    /// <summary>Whether a path lies in a directory or in one below it.</summary>
    public static bool IsInside(string directory, string path)
    {
        var (outer, inner) = (Resolve(directory), Resolve(path));
        return inner.StartsWith(Path.EndsInDirectorySeparator(outer) ? outer : outer + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }

    /// <summary>Whether a file name is that of a probe; one that is still there was left by a process that was killed.</summary>
    public static bool IsProbe(string name) => name.StartsWith(ProbePrefix, StringComparison.Ordinal);

    /// <summary>A name that no file has.</summary>
    public static string NewProbeName() => ProbePrefix + Guid.NewGuid().ToString("N");

    private static bool IsVisibleThrough(string directory, string other)
    {
        var probe = NewProbeName();
        var path = Path.Combine(directory, probe);
        try
        {
            File.WriteAllBytes(path, []);
            return File.Exists(Path.Combine(other, probe));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false; // nothing in a directory that cannot be written to will be replaced
        }
        finally
        {
            File.Delete(path);
        }
    }

    // Two names in one directory are one entry if the directory does not list both.
    private static bool IsOneEntry(string one, string two)
    {
        var directory = Path.GetDirectoryName(one)!;
        if (!IsSameDirectory(directory, Path.GetDirectoryName(two)!))
        {
            return false;
        }

        string[] names = [Path.GetFileName(one), Path.GetFileName(two)];
        return names[0] == names[1] || !names.All(name => Directory.EnumerateFiles(directory).Any(file => Path.GetFileName(file) == name));
    }

    private static bool HaveSameContent(string one, string two)
    {
        using FileStream first = File.OpenRead(one), second = File.OpenRead(two);
        if (first.Length != second.Length)
        {
            return false;
        }

        byte[] part = new byte[1 << 16], other = new byte[1 << 16];
        while (true)
        {
            var count = first.ReadAtLeast(part, part.Length, throwOnEndOfStream: false);
            if (second.ReadAtLeast(other, other.Length, throwOnEndOfStream: false) != count || !part.AsSpan(0, count).SequenceEqual(other.AsSpan(0, count)))
            {
                return false;
            }

            if (count < part.Length)
            {
                return true;
            }
        }
    }

    private static string? LinkTarget(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
