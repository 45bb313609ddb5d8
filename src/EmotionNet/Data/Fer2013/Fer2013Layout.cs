using EmotionNet.Data.ImageFolders;
using EmotionNet.Files;

namespace EmotionNet.Data.Fer2013;

/// <summary>Recognises the format variant of FER2013 at a path and reports it; never guesses between two.</summary>
/// <param name="Format">The format variant.</param>
/// <param name="Path">The CSV file, or the folder of the image folders; for a contest folder, the folder itself.</param>
/// <param name="Unused">Other variants beside it, which are not read.</param>
internal readonly record struct Fer2013Layout(Fer2013Format Format, string Path, IReadOnlyList<string> Unused)
{
    /// <summary>Names of a whole CSV, the preferred first.</summary>
    private static readonly string[] WholeNames = ["fer2013.csv", "icml_face_data.csv"];
    private static readonly string[] ContestNames = ["train.csv", "test.csv"];

    private const string Recognised = "fer2013.csv, icml_face_data.csv, train.csv, or folders such as train/angry";

    /// <summary>Where FER2013 comes from, for a message.</summary>
    public static string Download(string path) =>
        "download FER2013 from Kaggle (\"Challenges in Representation Learning: Facial Expression Recognition Challenge\", https://www.kaggle.com/c/challenges-in-representation-learning-facial-expression-recognition-challenge/data, "
        + $"or the images at https://www.kaggle.com/datasets/msambare/fer2013) and put fer2013.csv, icml_face_data.csv "
        + $"or the folders train and test into {path}, or name another place with `data-dir`";

    /// <summary>Recognises the variant at a path; looks one folder deeper where the path itself has none.</summary>
    /// <exception cref="UserInputException">Nothing is there, nothing is recognised, or two folders are.</exception>
    public static Fer2013Layout Find(string path)
    {
        if (File.Exists(path))
        {
            return new Fer2013Layout(IsContestName(path) ? Fer2013Format.ContestCsv : Fer2013Format.WholeCsv, path, []);
        }

        if (!Directory.Exists(path))
        {
            throw new UserInputException("there is no such file or folder", Download(path), path);
        }

        if (In(path) is { } here)
        {
            return here;
        }

        // Unzipping often makes data/fer2013/fer2013/fer2013.csv.
        var deeper = InputFiles.Folders(path).Select(In).OfType<Fer2013Layout>().ToArray();
        return deeper.Length switch
        {
            1 => deeper[0],
            0 => throw new UserInputException($"the folder holds no FER2013 that is recognised ({Recognised})", Download(path), path),
            _ => throw new UserInputException(
                $"{deeper.Length} folders in it hold FER2013 ({string.Join(", ", deeper.Select(layout => layout.Path))})",
                "name one of them",
                path),
        };
    }

    private static Fer2013Layout? In(string directory)
    {
        var files = InputFiles.Files(directory);
        var found = WholeNames.SelectMany(name => files.Where(file => Named(file, name))).Select(file => (Format: Fer2013Format.WholeCsv, Path: file)).ToList();
        if (files.Any(file => Named(file, ContestNames[0])))
        {
            found.Add((Fer2013Format.ContestCsv, directory));
        }

        if (ImageFolderReader.AreIn(directory))
        {
            found.Add((Fer2013Format.ImageFolders, directory));
        }

        return found.Count == 0
            ? null
            : new Fer2013Layout(found[0].Format, found[0].Path, found.Skip(1).Select(other => Describe(other.Format, other.Path)).ToArray());
    }

    /// <summary>The variant and its path, for the log.</summary>
    public string Describe() => $"{Describe(Format, Path)} ({Path})";

    private static string Describe(Fer2013Format format, string path) => format switch
    {
        Fer2013Format.ImageFolders => "image folders",
        Fer2013Format.ContestCsv when Directory.Exists(path) => "train.csv and test.csv",
        _ => System.IO.Path.GetFileName(path),
    };

    private static bool IsContestName(string path) => ContestNames.Any(name => Named(path, name));

    private static bool Named(string path, string name) => System.IO.Path.GetFileName(path).Equals(name, StringComparison.OrdinalIgnoreCase);
}
