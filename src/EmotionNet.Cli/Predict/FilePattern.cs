using System.IO.Enumeration;

namespace EmotionNet.Cli.Predict;

/// <summary>Finds files by a pattern: <c>*</c> and <c>?</c> within a name, <c>**</c> for any directories between.</summary>
internal static class FilePattern
{
    private const string AnyDirectories = "**";
    private static readonly string[] AnyFile = ["*"];

    /// <summary>The files that match, in no order.</summary>
    public static IEnumerable<string> Matches(string pattern)
    {
        var parts = pattern.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar]);
        var isRooted = parts[0].Length == 0;
        return Match(isRooted ? Path.DirectorySeparatorChar.ToString() : "", parts.AsMemory(isRooted ? 1 : 0)).Distinct();
    }

    private static IEnumerable<string> Match(string directory, ReadOnlyMemory<string> parts)
    {
        var (part, rest) = (parts.Span[0], parts[1..]);
        if (part == AnyDirectories)
        {
            // Not through links: one that leads back would have no end.
            var below = Entries(directory, Directory.EnumerateDirectories).Where(child => !IsLink(child)).SelectMany(child => Match(child, parts));
            return rest.IsEmpty ? Match(directory, AnyFile).Concat(below) : Match(directory, rest).Concat(below);
        }

        if (part.IndexOfAny(['*', '?']) < 0)
        {
            var path = Path.Combine(directory, part);
            return rest.IsEmpty ? (File.Exists(path) ? [path] : []) : Directory.Exists(path) ? Match(path, rest) : [];
        }

        return rest.IsEmpty
            ? Entries(directory, Directory.EnumerateFiles).Where(path => IsMatch(part, path))
            : Entries(directory, Directory.EnumerateDirectories).Where(path => IsMatch(part, path)).SelectMany(path => Match(path, rest));
    }

    private static bool IsMatch(string pattern, string path) => FileSystemName.MatchesSimpleExpression(pattern, Path.GetFileName(path), ignoreCase: false);

    private static bool IsLink(string directory) => new DirectoryInfo(directory).Attributes.HasFlag(FileAttributes.ReparsePoint);

    // As a shell: without hidden entries, and without what may not be read.
    private static string[] Entries(string directory, Func<string, IEnumerable<string>> list)
    {
        try
        {
            return [.. list(directory.Length == 0 ? "." : directory)
                .Select(path => directory.Length == 0 ? Path.GetFileName(path) : path)
                .Where(path => !Path.GetFileName(path).StartsWith('.'))];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
