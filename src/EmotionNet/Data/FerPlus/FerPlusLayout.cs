using EmotionNet.Data.Csv;
using EmotionNet.Data.Fer2013;
using EmotionNet.Data.ImageFolders;
using EmotionNet.Files;

namespace EmotionNet.Data.FerPlus;

/// <summary>Where the parts of FER+ lie at a path.</summary>
/// <param name="VotesFile"><c>fer2013new.csv</c>, or null where each folder has a <c>label.csv</c>.</param>
/// <param name="PixelsFile"><c>fer2013.csv</c> beside it, or null where the pixels are images.</param>
/// <param name="Folders">The folders of images that are there, by split; not read where there is a <paramref name="PixelsFile"/>.</param>
internal sealed record FerPlusLayout(string? VotesFile, string? PixelsFile, IReadOnlyDictionary<DataSplit, string> Folders)
{
    private const string Votes = "fer2013new.csv";

    private static readonly string[] VoteColumns = ["Usage", "Image name", "neutral", "contempt", "NF"];

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
        ? $"{Path.GetFileName(VotesFile)} with {Path.GetFileName(PixelsFile)} ({PixelsFile})"
        : $"FER+ images with {(VotesFile is null ? "label.csv" : Path.GetFileName(VotesFile))} ({Path.GetDirectoryName(Folders.First().Value)})";

    /// <summary>A warning where both forms of the pixels are there: those of the table are read, which has every face and its label to check the pairing by.</summary>
    public IEnumerable<string> Unread()
    {
        var images = Folders.Values.Sum(folder => InputFiles.FilesIfReadable(folder, []).Count(ImageBatchLoader.IsImageName));
        if (PixelsFile is not null && images > 0)
        {
            yield return $"The pixels are read from {PixelsFile}; {images} image(s) in {string.Join(", ", Folders.Values)} are not read.";
        }
    }

    /// <summary>Finds FER+ at a path, looking one folder deeper where the path itself has none.</summary>
    /// <param name="path">A folder, or its <c>fer2013new.csv</c>.</param>
    /// <param name="pixelsNeeded">False where votes are enough.</param>
    /// <exception cref="UserInputException">Nothing is there, or a part is missing.</exception>
    public static FerPlusLayout Find(string path, bool pixelsNeeded)
    {
        if (File.Exists(path))
        {
            using (var table = CsvTable.Open(path))
            {
                if (!IsNamed(path, Votes) && VoteColumns.Any(column => table.FindColumn(column) < 0))
                {
                    throw new UserInputException("this file has no FER+ votes", "name the folder of fer2013new.csv", path);
                }
            }

            return Check(In(Path.GetDirectoryName(Path.GetFullPath(path))!, path)!, path, pixelsNeeded);
        }

        if (!Directory.Exists(path))
        {
            throw new UserInputException("there is no such folder", Download(path), path);
        }

        if (In(path) is { } here)
        {
            return Check(here, path, pixelsNeeded);
        }

        var deeper = InputFiles.Folders(path).Select(folder => In(folder)).OfType<FerPlusLayout>().ToArray();
        return deeper.Length switch
        {
            1 => Check(deeper[0], path, pixelsNeeded),
            0 => throw UnreadData.FindForeign(path) ?? new UserInputException(
                "the folder holds no FER+ (neither fer2013new.csv nor FER2013Train with a label.csv)", Download(path), path),
            _ => throw new UserInputException($"{deeper.Length} folders in it hold FER+", "name one of them", path),
        };
    }

    private static FerPlusLayout? In(string directory, string? namedVotes = null)
    {
        var files = InputFiles.Files(directory);
        var tables = files.Where(Fer2013Table.MayBe).ToList();
        var votes = namedVotes ?? tables.Find(file => IsNamed(file, Votes)) ?? Only(tables, directory, "votes", VoteColumns);
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
        var pixels = votes is null ? null
            : Fer2013Table.FindWhole(tables) ?? Only(tables, directory, "pixels", "emotion", "pixels", "Usage");
        return new FerPlusLayout(votes, pixels, withImages);
    }

    /// <summary>The label file of a folder of images.</summary>
    public static string LabelFile(string folder) => Path.Combine(folder, "label.csv");

    private static FerPlusLayout Check(FerPlusLayout layout, string path, bool pixelsNeeded) =>
        layout.PixelsFile is not null || layout.Folders.Count > 0 || (!pixelsNeeded && layout.VotesFile is not null)
            ? layout
            : throw new UserInputException("FER+ votes are there, but neither images nor a fer2013.csv beside them", Download(path), path);

    private static string? Only(List<string> tables, string directory, string what, params string[] columns)
    {
        var found = tables.Where(file => CsvTable.HasColumns(file, columns)).ToList();
        return found.Count < 2 ? found.FirstOrDefault() : throw new UserInputException(
            $"{found.Count} files in it have {what} ({UnreadData.List([.. found.Select(file => Path.GetFileName(file))])})",
            "leave one of them there",
            directory);
    }

    private static Dictionary<DataSplit, string> ImageFolders(string directory) =>
        FolderNames
            .Select(folder => (folder.Split, Path: Path.Combine(directory, folder.Name)))
            .Where(folder => Directory.Exists(folder.Path))
            .ToDictionary(folder => folder.Split, folder => folder.Path);

    private static bool IsNamed(string path, string name) => Path.GetFileName(path).Equals(name, StringComparison.OrdinalIgnoreCase);
}
