using EmotionNet.Files;

namespace EmotionNet.Data.ImageFolders;

/// <summary>Where the images of each split lie in a folder.</summary>
/// <param name="Directory">The folder.</param>
/// <param name="Splits">The folders that hold class folders, by split; the folder itself where it has no split folders.</param>
/// <param name="Used">The folders in it that are read.</param>
internal sealed record ImageFolderLayout(string Directory, IReadOnlyDictionary<DataSplit, string> Splits, IReadOnlyList<string> Used)
{
    /// <summary>The layout in words.</summary>
    public string Describe() => HasSplits ? "image folders" : "image folders without splits";

    /// <summary>Whether the class folders lie in folders of splits.</summary>
    public bool HasSplits => !Splits.Values.Contains(Directory);

    /// <summary>
    /// Finds split folders (<c>train</c>, <c>validation</c>, <c>test</c>, …) with class folders in them, or else class folders with images; null where there are neither.
    /// </summary>
    /// <param name="directory">The folder.</param>
    /// <param name="reading">What the names of class folders mean.</param>
    /// <exception cref="UserInputException">Two folders are named for one split, or it is unclear which folders are classes.</exception>
    public static ImageFolderLayout? Find(string directory, ClassReading reading)
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

        var classes = ClassFolders(directory, folders, reading);
        return classes.Count < 2
            ? null
            : new ImageFolderLayout(
                directory,
                new Dictionary<DataSplit, string> { [SplitNames.Find(Path.GetFileName(Path.GetFullPath(directory))) ?? DataSplit.Training] = directory },
                classes);
    }

    /// <summary>The folders beside the class folders that have images and are not read, where there are no split folders.</summary>
    public IReadOnlyList<string> OtherFoldersWithImages() =>
        HasSplits ? [] : [.. InputFiles.FoldersIfReadable(Directory, []).Except(Used).Where(HoldsImages)];

    // Class folders without split folders above them, as CK+ is passed on; one name alone may be chance.
    private static IReadOnlyList<string> ClassFolders(string directory, IReadOnlyList<string> folders, ClassReading reading)
    {
        if (reading.Source == ClassSource.FromFolders)
        {
            return reading.Network is null ? NamedByThemselves(directory, folders) : [.. folders.Where(HoldsImages)];
        }

        var classes = folders.Where(folder => FolderClasses.IsNumbered(Path.GetFileName(folder), reading.Source)).ToArray();
        return classes.Any(HoldsImages) ? classes : [];
    }

    // Any folder may be a class: one whose images lie only deeper may instead be a folder of persons, or of another data set.
    private static List<string> NamedByThemselves(string directory, IReadOnlyList<string> folders)
    {
        var withImages = folders.Where(HoldsImages).ToList();
        var direct = withImages.Where(folder => InputFiles.FilesIfReadable(folder, []).Any(ImageBatchLoader.IsImageName)).ToList();
        return direct.Count == 0 || direct.Count == withImages.Count
            ? direct
            : throw new UserInputException(
                $"images are directly in {UnreadData.List([.. direct.Select(Path.GetFileName).OfType<string>()])}, but only in subfolders of "
                    + $"{Path.GetFileName(withImages.Except(direct).First())}, so it is unclear which folders are classes",
                "name the folder in which each folder is a class, or put that one's images into it",
                directory);
    }

    private static bool HoldsImages(string folder) => FolderTree.Files(folder, []).Any(ImageBatchLoader.IsImageName);
}
