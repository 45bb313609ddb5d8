using EmotionNet.Files;

namespace EmotionNet.Data.ImageFolders;

/// <summary>The classes of a data set of image folders, and which of them a folder is.</summary>
internal sealed class FolderClasses
{
    // The digest of a held-out part has a byte for each label.
    private const int MaximumCount = 256;

    private readonly ClassReading _reading;

    private FolderClasses(ClassReading reading, IReadOnlyList<string> names) => (_reading, Names) = (reading, names);

    /// <summary>The class names, in the order of the network's outputs.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Whether the folders name the classes, so that each of them must have images to train on.</summary>
    public bool AreDiscovered => _reading.Network is null && _reading.Source is ClassSource.FromFolders or ClassSource.AffectNet;

    /// <summary>The classes of some folders.</summary>
    /// <param name="reading">What their names mean.</param>
    /// <param name="layout">The folders.</param>
    /// <exception cref="UserInputException">A folder's name cannot be that of a class, or the splits have other classes.</exception>
    public static FolderClasses Of(ClassReading reading, ImageFolderLayout layout)
    {
        if (reading.Network is { } network)
        {
            return new(reading, network);
        }

        return new(reading, reading.Source is ClassSource.FromFolders or ClassSource.AffectNet ? Discover(reading.Source, layout) : EmotionClasses.Fer2013);
    }

    /// <summary>The class of a folder, or null.</summary>
    /// <param name="folderName">Without the path.</param>
    public int? Find(string folderName)
    {
        if (_reading is { Source: ClassSource.Fer2013, Network: null })
        {
            return EmotionNames.FindFer2013Class(folderName);
        }

        if (NameOf(_reading.Source, folderName) is not { } name)
        {
            return null;
        }

        var key = ClassName.KeyOf(name); // 3 and 03 are one class
        return Enumerable.Range(0, Names.Count).Where(index => ClassName.KeyOf(Names[index]) == key).Select(index => (int?)index).FirstOrDefault()
            ?? EmotionNames.FindAmong(name, Names);
    }

    /// <summary>Whether a folder deep in a class folder is named for another class than that one, rather than for a person or a source.</summary>
    /// <param name="folderName">Without the path.</param>
    /// <param name="label">The class of the class folder.</param>
    public bool IsOfAnotherClass(string folderName, int label) =>
        !folderName.All(char.IsAsciiDigit) && Find(folderName) is { } other && other != label;

    /// <summary>The sentence for a folder that is none of the classes.</summary>
    /// <param name="folder">With its path.</param>
    public UserInputException Refuse(string folder)
    {
        var name = Path.GetFileName(folder);
        var shown = $"'{Snippet.Of(name, maximumLength: 60)}'";
        if (_reading.Network is not null)
        {
            return new($"{shown} is not a class of the network ({UnreadData.List(Names)})", "score data of its classes, or move the folder away", folder);
        }

        return _reading.Source switch
        {
            ClassSource.FromFolders => new(
                $"{shown} is not one of the classes ({UnreadData.List(Names)})", "give each split the same class folders, or move it away", folder),
            ClassSource.AffectNet => new($"{shown} is not a number of AffectNet's expressions", "name the folder 0 to 7, or move it away", folder),
            ClassSource.RafDb => new(
                $"{shown} is neither a number of RAF-DB's expressions nor an emotion of FER2013",
                $"name the folder 1 to 7, or as one of {EmotionNames.Known}, or move it away",
                folder),
            _ => new($"{shown} is not an emotion of FER2013", $"name the folder as one of {EmotionNames.Known}, move it away, or {Hint(name)}", folder),
        };
    }

    /// <summary>The option for folders of other names than FER2013's, in words that follow "or".</summary>
    /// <param name="folderName">One of them; numbers may be those of a data set that is known.</param>
    public static string Hint(string folderName) =>
        "give `classes` from-folders to train on the classes that the folders name"
        + (NumberOf(folderName) is null ? "" : ", raf-db or affectnet where the numbers are those of that data set");

    private static IReadOnlyList<string> Discover(ClassSource source, ImageFolderLayout layout)
    {
        var bySplit = layout.Splits.OrderBy(split => split.Key)
            .Select(split => (
                Folder: split.Value,
                Classes: NamesOf(source, split.Value == layout.Directory ? layout.Used : InputFiles.Folders(split.Value))))
            .ToList();
        var (firstFolder, first) = bySplit[0];
        foreach (var (folder, classes) in bySplit.Skip(1))
        {
            var keys = first.Keys.ToHashSet(StringComparer.Ordinal);
            var missing = first.FirstOrDefault(entry => !classes.ContainsKey(entry.Key)).Value;
            var added = classes.FirstOrDefault(entry => !keys.Contains(entry.Key)).Value;
            if ((missing ?? added) is { } name)
            {
                throw new UserInputException(
                    $"the class '{name}' is {(missing is null ? "not in" : "in")} {firstFolder} and {(missing is null ? "" : "not ")}here",
                    "give each split the same class folders, of which those for scoring may be empty",
                    folder);
            }
        }

        return first.Count switch
        {
            < 2 => throw new UserInputException(
                first.Count == 0 ? "there is no class folder" : $"there is only one class folder, '{first.Values.First()}'",
                "name a folder with at least two, or with a folder for each split and those in it",
                firstFolder),
            > MaximumCount => throw new UserInputException(
                $"there are {first.Count} class folders, more than the {MaximumCount} classes that a network may have",
                "name the folder in which each folder is a class",
                firstFolder),
            _ => source == ClassSource.AffectNet ? [.. EmotionClasses.AffectNet.Where(first.ContainsValue)] : ClassName.Sort(first.Values),
        };
    }

    private static Dictionary<string, string> NamesOf(ClassSource source, IReadOnlyList<string> folders)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var folderOf = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var folder in folders)
        {
            var name = Path.GetFileName(folder);
            var shown = Snippet.Of(name, maximumLength: 60);
            var className = NameOf(source, name) ?? throw (source == ClassSource.AffectNet
                ? new FolderClasses(new(source), []).Refuse(folder)
                : new UserInputException($"'{shown}' cannot be the name of a class", $"rename the folder; a name has {ClassName.Rule}", folder));
            if (source == ClassSource.FromFolders && SplitNames.Find(name) is { } split)
            {
                throw new UserInputException(
                    $"'{shown}' is named for {SplitNames.Describe(split)} and has no class folders in it, or lies among class folders",
                    "put a folder for each class into each folder of a split, or rename it",
                    folder);
            }

            var key = ClassName.KeyOf(className);
            if (!names.TryAdd(key, className))
            {
                throw new UserInputException($"{Path.GetFileName(folderOf[key])} and {shown} name the same class", "put their images into one folder", folder);
            }

            folderOf[key] = folder;
        }

        return names;
    }

    private static string? NameOf(ClassSource source, string folderName) => source switch
    {
        ClassSource.Fer2013 => EmotionNames.FindFer2013Class(folderName) is { } label ? EmotionClasses.Fer2013[label] : null,
        ClassSource.AffectNet => NumberOf(folderName) is >= 0 and <= 7 and var number ? EmotionClasses.AffectNet[number] : null,
        ClassSource.RafDb => NumberOf(folderName) is >= 1 and <= 7 and var number ? EmotionClasses.RafDb[number - 1] : NameOf(ClassSource.Fer2013, folderName),
        _ => ClassName.Of(folderName),
    };

    // Of 3, 003 and class003.
    private static int? NumberOf(string folderName)
    {
        var digits = folderName.StartsWith("class", StringComparison.OrdinalIgnoreCase) ? folderName[5..] : folderName;
        return digits.Length is > 0 and <= 3 && digits.All(char.IsAsciiDigit) ? int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture) : null;
    }

    /// <summary>Whether a folder's name is a number that may be one of a data set whose numbers are known.</summary>
    public static bool IsNumbered(string folderName, ClassSource source) => NameOf(source, folderName) is not null;
}
