using EmotionNet.Files;

namespace EmotionNet.Data.ImageFolders;

/// <summary>Where the images of each split lie in a folder.</summary>
/// <param name="Directory">The folder.</param>
/// <param name="Splits">The folders that hold class folders, by split; the folder itself where it has no split folders.</param>
/// <param name="Used">The folders in it that are read.</param>
internal sealed record ImageFolderLayout(string Directory, IReadOnlyDictionary<DataSplit, string> Splits, IReadOnlyList<string> Used)
{
    /// <summary>The layout in words.</summary>
    public string Describe() => Splits.Values.Contains(Directory) ? "image folders without splits" : "image folders";

    /// <summary>
    /// Finds split folders (<c>train</c>, <c>validation</c>, <c>test</c>, …) with class folders in them, or else class folders with images; null where there are neither.
    /// </summary>
    /// <exception cref="UserInputException">Two folders are named for one split.</exception>
    public static ImageFolderLayout? Find(string directory)
    {
        var folders = InputFiles.FoldersIfReadable(directory, []);
        var splits = new Dictionary<DataSplit, string>();
        foreach (var folder in folders)
        {
            if (SplitNames.Find(Path.GetFileName(folder)) is not { } split || InputFiles.FoldersIfReadable(folder, []).Count == 0)
            {
                continue;
            }

            if (!splits.TryAdd(split, folder))
            {
                throw new UserInputException(
                    $"the folders {Path.GetFileName(splits[split])} and {Path.GetFileName(folder)} are both named for {SplitNames.Describe(split)}",
                    $"keep one of them, or name them {SplitNames.Folders}",
                    directory);
            }
        }

        if (splits.Count > 0)
        {
            return new ImageFolderLayout(directory, splits, [.. splits.Values]);
        }

        // Class folders without split folders above them, as CK+ is passed on; one name alone may be chance.
        var classes = folders.Where(folder => EmotionNames.FindFer2013Class(Path.GetFileName(folder)) is not null).ToArray();
        return classes.Length < 2 || !classes.Any(HoldsImages)
            ? null
            : new ImageFolderLayout(
                directory,
                new Dictionary<DataSplit, string> { [SplitNames.Find(Path.GetFileName(Path.GetFullPath(directory))) ?? DataSplit.Training] = directory },
                classes);
    }

    private static bool HoldsImages(string folder) => FolderTree.Files(folder, []).Any(ImageBatchLoader.IsImageName);
}
