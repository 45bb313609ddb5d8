namespace EmotionNet.Data;

/// <summary>What dress FER2013 wears at a path.</summary>
internal enum Fer2013Dress
{
    /// <summary>One CSV with a Usage column: <c>fer2013.csv</c> or <c>icml_face_data.csv</c>.</summary>
    WholeCsv,

    /// <summary>The contest's <c>train.csv</c> and <c>test.csv</c>, without Usage.</summary>
    ContestCsv,

    /// <summary>A folder for each split with one for each class.</summary>
    ImageFolders,
}

/// <summary>Finds out which dress of FER2013 lies at a path, and says so; it never guesses between two.</summary>
/// <param name="Dress">The dress.</param>
/// <param name="Path">The CSV file, or the folder of the image folders; for a contest folder, the folder.</param>
/// <param name="Unused">Other dresses that lie beside it and are not read.</param>
internal readonly record struct Fer2013Layout(Fer2013Dress Dress, string Path, IReadOnlyList<string> Unused)
{
    /// <summary>Names of a whole CSV, the preferred first.</summary>
    private static readonly string[] WholeNames = ["fer2013.csv", "icml_face_data.csv"];
    private static readonly string[] ContestNames = ["train.csv", "test.csv"];

    private const string Recognised = "fer2013.csv, icml_face_data.csv, train.csv, or folders such as train/angry";

    /// <summary>Where FER2013 comes from, for a message.</summary>
    public static string Download(string path) =>
        "download FER2013 from Kaggle (\"Challenges in Representation Learning: Facial Expression Recognition Challenge\", https://www.kaggle.com/c/challenges-in-representation-learning-facial-expression-recognition-challenge/data, "
        + $"or the pictures at https://www.kaggle.com/datasets/msambare/fer2013) and put fer2013.csv, icml_face_data.csv or the folders train and test into {path}, or name another place with --data-dir";

    /// <summary>Recognises the dress at a path, looking one folder deeper where the path itself has none.</summary>
    /// <exception cref="UserInputException">Nothing is there, nothing is recognised, or two folders are.</exception>
    public static Fer2013Layout Find(string path)
    {
        if (File.Exists(path))
            return new Fer2013Layout(IsContestName(path) ? Fer2013Dress.ContestCsv : Fer2013Dress.WholeCsv, path, []);
        if (!Directory.Exists(path))
            throw new UserInputException("there is no such file or folder", Download(path), path);
        if (In(path) is { } here)
            return here;

        // Unzipping often makes data/fer2013/fer2013/fer2013.csv.
        var deeper = InputFiles.Folders(path).Select(In).OfType<Fer2013Layout>().ToArray();
        return deeper.Length switch
        {
            1 => deeper[0],
            0 => throw new UserInputException($"the folder holds no FER2013 that is recognised ({Recognised})", Download(path), path),
            _ => throw new UserInputException($"{deeper.Length} folders in it hold FER2013 ({string.Join(", ", deeper.Select(layout => layout.Path))})", "name one of them", path),
        };
    }

    private static Fer2013Layout? In(string directory)
    {
        var files = InputFiles.Files(directory);
        var found = WholeNames.SelectMany(name => files.Where(file => Named(file, name))).Select(file => (Dress: Fer2013Dress.WholeCsv, Path: file)).ToList();
        if (files.Any(file => Named(file, ContestNames[0])))
            found.Add((Fer2013Dress.ContestCsv, directory));
        if (ImageFolders.AreIn(directory))
            found.Add((Fer2013Dress.ImageFolders, directory));
        return found.Count == 0
            ? null
            : new Fer2013Layout(found[0].Dress, found[0].Path, found.Skip(1).Select(other => Describe(other.Dress, other.Path)).ToArray());
    }

    /// <summary>The dress and its place, for the log.</summary>
    public string Describe() => $"{Describe(Dress, Path)} ({Path})";

    private static string Describe(Fer2013Dress dress, string path) => dress switch
    {
        Fer2013Dress.ImageFolders => "image folders",
        Fer2013Dress.ContestCsv when Directory.Exists(path) => "train.csv and test.csv",
        _ => System.IO.Path.GetFileName(path),
    };

    private static bool IsContestName(string path) => ContestNames.Any(name => Named(path, name));

    private static bool Named(string path, string name) => System.IO.Path.GetFileName(path).Equals(name, StringComparison.OrdinalIgnoreCase);
}
