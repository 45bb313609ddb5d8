using EmotionNet.Files;

namespace EmotionNet.Data;

/// <summary>Whether files that a table names lie in its folder, links followed: a table from elsewhere must not lead to other files of the user's.</summary>
/// <param name="folder">The folder.</param>
internal sealed class ContainedPaths(string folder)
{
    private readonly Dictionary<string, bool> _folders = new(StringComparer.Ordinal);

    /// <summary>Whether a name leads to a place in the folder.</summary>
    /// <param name="name">As the table has it, relative to the folder.</param>
    public bool Holds(string name)
    {
        if (name.Contains('\0') || Path.IsPathRooted(name))
        {
            return false;
        }

        var path = Path.Combine(folder, name);
        var directory = Path.GetDirectoryName(path) ?? "";
        if (!_folders.TryGetValue(directory, out var isInside))
        {
            _folders[directory] = isInside = IsInside(directory.Length == 0 ? "." : directory);
        }

        return isInside && (new FileInfo(path).LinkTarget is null || IsInside(path));
    }

    private bool IsInside(string path) => PathIdentity.Resolve(path) == PathIdentity.Resolve(folder) || PathIdentity.IsInside(folder, path);
}
