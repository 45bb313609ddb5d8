using EmotionNet.Files;

namespace EmotionNet.Data.ImageFolders;

/// <summary>A folder with all folders in it, however deep, each once: links that lead back are not followed for ever.</summary>
internal static class FolderTree
{
    /// <summary>The files in a folder and in all folders of it, sorted folder by folder. What cannot be read becomes a warning.</summary>
    public static IEnumerable<string> Files(string folder, List<string> warnings) =>
        Folders(folder, warnings).SelectMany(each => InputFiles.FilesIfReadable(each, warnings));

    /// <summary>A folder and all folders in it. What cannot be read, or was met already by another path, becomes a warning.</summary>
    public static IEnumerable<string> Folders(string folder, List<string> warnings)
    {
        var met = new HashSet<string>(StringComparer.Ordinal);
        var pending = new Stack<string>([folder]);
        while (pending.TryPop(out var next))
        {
            if (!met.Add(PathIdentity.Resolve(next)))
            {
                warnings.Add($"{next}: this link leads to a folder that is read already and is left out.");
                continue;
            }

            yield return next;
            foreach (var inner in InputFiles.FoldersIfReadable(next, warnings).Reverse())
            {
                pending.Push(inner);
            }
        }
    }
}
