using EmotionNet.Data.ImageFolders;
using EmotionNet.Files;

namespace EmotionNet.Data.FerPlus;

/// <summary>Where the parts of FER+ lie at a path.</summary>
/// <param name="VotesFile"><c>fer2013new.csv</c>, or null where each folder has a <c>label.csv</c>.</param>
/// <param name="PixelsFile"><c>fer2013.csv</c> beside it, or null where the pixels are images.</param>
/// <param name="Folders">The folders of images that are there, by split.</param>
internal sealed record FerPlusLayout(string? VotesFile, string? PixelsFile, IReadOnlyDictionary<DataSplit, string> Folders)
{
    private static readonly (DataSplit Split, string Name)[] FolderNames =
    [
        (DataSplit.Training, "FER2013Train"),
        (DataSplit.Validation, "FER2013Valid"),
        (DataSplit.Test, "FER2013Test"),
    ];

    /// <summary>Where FER+ comes from, for a message.</summary>
    public static string Download(string path) =>
        $"clone https://github.com/microsoft/FERPlus into {path} and either put Kaggle's whole fer2013.csv beside its fer2013new.csv, or run its generate_training_data.py to make the images, or name another place with `ferplus-dir`";

    /// <summary>The layout and its place, for the log.</summary>
    public string Describe() => PixelsFile is not null
        ? $"fer2013new.csv with fer2013.csv ({PixelsFile})"
        : $"FER+ images with {(VotesFile is null ? "label.csv" : "fer2013new.csv")} ({Path.GetDirectoryName(Folders.First().Value)})";

    /// <summary>Finds FER+ at a path, looking one folder deeper where the path itself has none.</summary>
    /// <param name="path">A folder, or its <c>fer2013new.csv</c>.</param>
    /// <param name="pixelsNeeded">False where votes are enough.</param>
    /// <exception cref="UserInputException">Nothing is there, or a part is missing.</exception>
    public static FerPlusLayout Find(string path, bool pixelsNeeded)
    {
        if (File.Exists(path))
        {
            if (!IsNamed(path, "fer2013new.csv"))
            {
                throw new UserInputException("this file has no FER+ votes", "name the folder of fer2013new.csv", path);
            }

            return Check(In(Path.GetDirectoryName(Path.GetFullPath(path))!)!, path, pixelsNeeded);
        }

        if (!Directory.Exists(path))
        {
            throw new UserInputException("there is no such folder", Download(path), path);
        }

        if (In(path) is { } here)
        {
            return Check(here, path, pixelsNeeded);
        }

        var deeper = InputFiles.Folders(path).Select(In).OfType<FerPlusLayout>().ToArray();
        return deeper.Length switch
        {
            1 => Check(deeper[0], path, pixelsNeeded),
            0 => throw new UserInputException("the folder holds no FER+ (neither fer2013new.csv nor FER2013Train with a label.csv)", Download(path), path),
            _ => throw new UserInputException($"{deeper.Length} folders in it hold FER+", "name one of them", path),
        };
    }

    private static FerPlusLayout? In(string directory)
    {
        var files = InputFiles.Files(directory);
        var votes = files.FirstOrDefault(file => IsNamed(file, "fer2013new.csv"));
        var folders = ImageFolders(directory);
        if (folders.Count == 0 && Directory.Exists(Path.Combine(directory, "data")))
        {
            folders = ImageFolders(Path.Combine(directory, "data"));
        }

        if (votes is null && !folders.Values.Any(folder => File.Exists(LabelFile(folder))))
        {
            return null;
        }

        // A fresh clone of Microsoft's repository has the folders with no image in them yet.
        var withImages = folders
            .Where(folder => InputFiles.Files(folder.Value).Any(ImageBatchLoader.IsImageName))
            .ToDictionary(folder => folder.Key, folder => folder.Value);
        var pixels = withImages.Count > 0 || votes is null ? null : files.FirstOrDefault(file => IsNamed(file, "fer2013.csv"));
        return new FerPlusLayout(votes, pixels, withImages);
    }

    /// <summary>The label file of a folder of images.</summary>
    public static string LabelFile(string folder) => Path.Combine(folder, "label.csv");

    private static FerPlusLayout Check(FerPlusLayout layout, string path, bool pixelsNeeded) =>
        layout.PixelsFile is not null || layout.Folders.Count > 0 || (!pixelsNeeded && layout.VotesFile is not null)
            ? layout
            : throw new UserInputException("FER+ votes are there, but neither images nor a fer2013.csv beside them", Download(path), path);

    private static Dictionary<DataSplit, string> ImageFolders(string directory) =>
        FolderNames
            .Select(folder => (folder.Split, Path: Path.Combine(directory, folder.Name)))
            .Where(folder => Directory.Exists(folder.Path))
            .ToDictionary(folder => folder.Split, folder => folder.Path);

    private static bool IsNamed(string path, string name) => Path.GetFileName(path).Equals(name, StringComparison.OrdinalIgnoreCase);
}
