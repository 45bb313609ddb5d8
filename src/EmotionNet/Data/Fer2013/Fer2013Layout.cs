using EmotionNet.Data.ImageFolders;
using EmotionNet.Data.RafDb;
using EmotionNet.Files;

namespace EmotionNet.Data.Fer2013;

/// <summary>Recognises the format variant of FER2013, or of faces in folders, at a path and reports it; never guesses between two.</summary>
/// <param name="Format">The format variant.</param>
/// <param name="Path">The file, or the folder of the tables or image folders.</param>
/// <param name="Tables">The tables to read; none for image folders.</param>
/// <param name="Images">The image folders; null for tables.</param>
/// <param name="RafDb">RAF-DB's list of images; null for anything else.</param>
internal sealed record Fer2013Layout(
    Fer2013Format Format, string Path, IReadOnlyList<Fer2013Table> Tables, ImageFolderLayout? Images, RafDbList? RafDb = null)
{
    private const int MaximumDepth = 3;
    private const int MaximumTables = 100;

    /// <summary>Where FER2013 comes from, for a message.</summary>
    public static string Download(string path) =>
        "download FER2013 from Kaggle (\"Challenges in Representation Learning: Facial Expression Recognition Challenge\", "
        + "https://www.kaggle.com/c/challenges-in-representation-learning-facial-expression-recognition-challenge/data, "
        + $"or the images at https://www.kaggle.com/datasets/msambare/fer2013) and put fer2013.csv, icml_face_data.csv "
        + $"or the folders train and test into {path}, or name another place with `data-dir`";

    /// <summary>Recognises the variant at a path; looks up to three folders deeper where the path itself has none.</summary>
    /// <param name="path">A file or folder.</param>
    /// <param name="reading">Which classes it is read for: those that only folders have are not looked for in tables.</param>
    /// <param name="warnings">Receives what lies there and is not read.</param>
    /// <exception cref="UserInputException">Nothing is there, nothing is recognised, or two folders are.</exception>
    public static Fer2013Layout Find(string path, ClassReading reading, List<string> warnings)
    {
        if (File.Exists(path))
        {
            if (!reading.IsOfFer2013)
            {
                throw new UserInputException(
                    "a table has the labels of FER2013's classes, and "
                        + (reading.Network is null ? "`classes` asks for those of folders" : "the network has others"),
                    "give `data-dir` a folder with class folders" + (reading.Network is null ? ", or leave out `classes`" : ""),
                    path);
            }

            var table = Fer2013Table.Of(path);
            return new Fer2013Layout(table.NamedSplit is null ? Fer2013Format.WholeTable : Fer2013Format.SplitTables, path, [table], Images: null);
        }

        if (!Directory.Exists(path))
        {
            throw new UserInputException("there is no such file or folder", Download(path), path);
        }

        _ = InputFiles.Files(path); // that it cannot be read is an error here, and a warning deeper
        var layout = FindIn(path, reading, warnings);
        IReadOnlyCollection<string> used = layout.RafDb is { } list
            ? [list.ListPath, System.IO.Path.GetDirectoryName(list.ListPath)!, .. Ancestors(list.ImageFolder, layout.Path)]
            : layout.Images?.Used ?? [.. layout.Tables.Select(table => table.Path)];
        var unread = new List<string>();
        UnreadData.Report(path, layout.Folder, used, unread);
        warnings.AddRange(unread.Select(text => $"{layout.Describe()} is read. {text}"));
        if (reading == ClassReading.Fer2013 && layout.Images?.OtherFoldersWithImages() is [var other, ..])
        {
            var name = System.IO.Path.GetFileName(other);
            warnings.Add($"{other}: '{Snippet.Of(name, maximumLength: 60)}' is not an emotion of FER2013 and is left out; {FolderClasses.Hint(name)}.");
        }

        return layout;
    }

    // The folders from one to another above it, without that one.
    private static IEnumerable<string> Ancestors(string folder, string above)
    {
        var root = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(above));
        for (var next = System.IO.Path.GetFullPath(folder); next.Length > root.Length; next = System.IO.Path.GetDirectoryName(next)!)
        {
            yield return next;
        }
    }

    /// <summary>The variant and its path, for the log.</summary>
    public string Describe() =>
        $"{(RafDb is null ? Images?.Describe() : "RAF-DB") ?? string.Join(" and ", Tables.Select(table => System.IO.Path.GetFileName(table.Path)))} ({Path})";

    private string Folder => File.Exists(Path) ? System.IO.Path.GetDirectoryName(Path)! : Path;

    private static Fer2013Layout FindIn(string path, ClassReading reading, List<string> warnings)
    {
        // Unzipping often makes data/fer2013/fer2013/fer2013.csv.
        IReadOnlyList<string> level = [path];
        for (var depth = 0; depth <= MaximumDepth; depth++)
        {
            var found = level.Select(folder => In(folder, reading)).OfType<Fer2013Layout>().ToArray();
            if (found.Length == 1)
            {
                return found[0];
            }

            if (found.Length > 1)
            {
                throw new UserInputException(
                    $"{found.Length} folders in it hold FER2013 ({string.Join(", ", found.Select(layout => layout.Path))})",
                    "name one of them",
                    path);
            }

            level = [.. level.SelectMany(folder => InputFiles.FoldersIfReadable(folder, warnings))];
        }

        throw UnrecognisedData.At(path, reading);
    }

    private static Fer2013Layout? In(string directory, ClassReading reading)
    {
        if (RafDbList.Find(directory) is { } list)
        {
            return reading.IsOfFer2013 ? new Fer2013Layout(Fer2013Format.RafDbList, directory, [], Images: null, list) : throw new UserInputException(
                "the classes of RAF-DB are in its list, not in folders",
                reading.Network is null ? "leave out `classes`" : "score a network of its seven classes on it",
                list.ListPath);
        }

        return reading.IsOfFer2013 ? Fer2013In(directory, reading)
            : ImageFolderLayout.Find(directory, reading) is { } images ? new Fer2013Layout(Fer2013Format.ImageFolders, directory, [], images)
            : null;
    }

    private static Fer2013Layout? Fer2013In(string directory, ClassReading reading)
    {
        var files = InputFiles.FilesIfReadable(directory, []);
        if (Fer2013Table.FindWhole(files) is { } whole)
        {
            return new Fer2013Layout(Fer2013Format.WholeTable, whole, [new Fer2013Table(whole, null)], Images: null);
        }

        var candidates = files.Where(Fer2013Table.MayBe).Take(MaximumTables).Select(Fer2013Table.Of).ToList();
        var split = candidates.Where(table => table.NamedSplit is not null && table.HasFaces).ToList();
        if (split.Count > 0)
        {
            // A web page or the like in the place of val.csv must not pass for a set without a validation split.
            return candidates.Where(table => table.NamedSplit is not null && split.TrueForAll(good => good.NamedSplit != table.NamedSplit))
                .Select(table => table.IsParquet ? null : UnreadData.ErrorOf(table.Path))
                .FirstOrDefault(error => error is not null) is { } error
                ? throw error
                : SplitTables(directory, split);
        }

        if (ImageFolderLayout.Find(directory, reading) is { } images)
        {
            return new Fer2013Layout(Fer2013Format.ImageFolders, directory, [], images);
        }

        var others = candidates.Where(table => table.HasLabels).ToList();
        return others.Count switch
        {
            0 => null,
            1 => new Fer2013Layout(Fer2013Format.WholeTable, others[0].Path, others, Images: null),
            _ => throw new UserInputException(
                $"{others.Count} files in it have faces ({UnreadData.List([.. others.Select(table => System.IO.Path.GetFileName(table.Path))])})",
                "name one of them with `data-dir`, or name those of one set train.csv, val.csv and test.csv",
                directory),
        };
    }

    // A part that is missing, or one of another download beside those of this one, would change the data without a word.
    private static void RequireAllParts(string directory, IEnumerable<Fer2013Table> tables)
    {
        foreach (var parts in tables.Where(table => table.Part is not null).GroupBy(table => table.Whole))
        {
            var numbers = parts.Select(table => table.Part!.Value).Order().ToList();
            if (!numbers.SequenceEqual(Enumerable.Range(0, numbers[0].Total).Select(number => (number, numbers[0].Total))))
            {
                throw new UserInputException(
                    $"the files {UnreadData.List([.. parts.Select(part => System.IO.Path.GetFileName(part.Path))])} are not all parts of one table, each once",
                    "put the missing ones there, or move those of another download away",
                    directory);
            }
        }
    }

    private static Fer2013Layout SplitTables(string directory, List<Fer2013Table> tables)
    {
        RequireAllParts(directory, tables);
        var twice = tables.GroupBy(table => table.NamedSplit)
            .Select(group => group.DistinctBy(table => table.Whole).ToArray())
            .FirstOrDefault(group => group.Length > 1);
        return twice is null
            ? new Fer2013Layout(Fer2013Format.SplitTables, directory, [.. tables.OrderBy(table => table.NamedSplit)], Images: null)
            : throw new UserInputException(
                $"the files {System.IO.Path.GetFileName(twice[0].Path)} and {System.IO.Path.GetFileName(twice[1].Path)} "
                    + $"are both named for {SplitNames.Describe(twice[0].NamedSplit!.Value)}",
                "move one of them away, or rename one to train.csv, val.csv or test.csv",
                directory);
    }
}
