using EmotionNet.Configuration;

namespace EmotionNet.Cli.Options;

/// <summary>The files and directories that a path on the command line may go on to, for shell completion.</summary>
internal static class PathCompletion
{
    /// <summary>Finds them.</summary>
    /// <param name="word">The path as far as it is typed.</param>
    /// <param name="kind">What it may name.</param>
    /// <returns>Whole words; a directory ends in a separator, for its content may follow.</returns>
    public static IEnumerable<string> Find(string word, PathKind kind)
    {
        var earlier = kind == PathKind.FileList ? word[..(word.LastIndexOf(',') + 1)] : "";
        var path = word[earlier.Length..];
        var parent = path[..(path.LastIndexOfAny([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar]) + 1)];
        var name = path[parent.Length..];
        try
        {
            return
            [
                .. new DirectoryInfo(parent.Length == 0 ? "." : parent)
                    .EnumerateFileSystemInfos($"{name}*")
                    .Where(entry => entry is DirectoryInfo || kind != PathKind.Directory)
                    .Where(entry => name.Length > 0 || !entry.Name.StartsWith('.'))
                    .Select(entry => $"{earlier}{parent}{entry.Name}{(entry is DirectoryInfo ? "/" : "")}")
                    .Order(StringComparer.Ordinal),
            ];
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return []; // no such directory, or one that may not be read: nothing to offer
        }
    }
}
