using EmotionNet.Files;
namespace EmotionNet.Data.ImageFolders;

/// <summary>
/// FER2013 as folders: <c>train/angry/*.jpg</c>, <c>test/…</c>, perhaps <c>validation/…</c>.
/// A test folder whose names begin with PublicTest and PrivateTest holds both the validation and the test faces.
/// </summary>
internal static class ImageFolderReader
{
    private const string PublicPrefix = "PublicTest";
    private const string PrivatePrefix = "PrivateTest";

    private readonly record struct Picture(string Path, int Label);

    /// <summary>True where the folder has a split's folder with class folders in it.</summary>
    public static bool AreIn(string directory) => SplitFolders(directory).Count > 0;

    /// <summary>Reads every split that is there.</summary>
    /// <param name="directory">The folder of <c>train</c> and <c>test</c>.</param>
    /// <param name="warnings">Receives what the user should know.</param>
    public static Dictionary<DataSplit, FaceSet> Read(string directory, List<string> warnings)
    {
        var pictures = new Dictionary<DataSplit, List<Picture>>();
        foreach (var (folder, split) in SplitFolders(directory))
        {
            if (!pictures.TryGetValue(split, out var list))
            {
                pictures[split] = list = [];
            }

            list.AddRange(PicturesOf(folder, warnings));
        }

        TellTestFromValidation(directory, pictures, warnings);
        return pictures.Where(split => split.Value.Count > 0).ToDictionary(split => split.Key, split => Decode(split.Value));
    }

    private static List<(string Folder, DataSplit Split)> SplitFolders(string directory) =>
        InputFiles.Folders(directory)
            .Select(folder => (Folder: folder, Split: SplitNames.FromFolder(Path.GetFileName(folder))))
            .Where(entry => entry.Split is not null && InputFiles.Folders(entry.Folder).Count > 0)
            .Select(entry => (entry.Folder, entry.Split!.Value))
            .ToList();

    private static List<Picture> PicturesOf(string splitFolder, List<string> warnings)
    {
        var pictures = new List<Picture>();
        foreach (var classFolder in InputFiles.Folders(splitFolder))
        {
            var name = Path.GetFileName(classFolder);
            var label = EmotionNames.FindFer2013Class(name)
                ?? throw new UserInputException(
                    $"'{name}' is no emotion of FER2013",
                    $"name the folder as one of {EmotionNames.Known}, or move it away",
                    classFolder);
            var files = InputFiles.Files(classFolder);
            pictures.AddRange(files.Where(ImageBatchLoader.IsPictureName).Select(file => new Picture(file, label)));
            var others = files.Count(file => !ImageBatchLoader.IsPictureName(file));
            if (others > 0)
            {
                warnings.Add($"{classFolder}: {others} file(s) are no pictures by their names and are left out.");
            }
        }

        return pictures;
    }

    private static void TellTestFromValidation(string directory, Dictionary<DataSplit, List<Picture>> pictures, List<string> warnings)
    {
        if (!pictures.TryGetValue(DataSplit.Test, out var test))
        {
            return;
        }

        var validation = test.Where(picture => Begins(picture, PublicPrefix)).ToList();
        if (pictures.ContainsKey(DataSplit.Validation))
        {
            if (validation.Count > 0)
            {
                warnings.Add($"{directory}: {validation.Count} picture(s) of the test folder are named {PublicPrefix}…, "
                    + $"which is FER2013's validation split; with a validation folder beside it they are taken as test.");
            }

            return;
        }

        if (validation.Count == 0)
        {
            return; // all of it is the test split; that validation is missing is told with the other missing splits
        }

        var untold = test.Find(picture => !Begins(picture, PublicPrefix) && !Begins(picture, PrivatePrefix));
        if (untold.Path is not null)
        {
            throw new UserInputException(
                $"other pictures of the test folder are named {PublicPrefix}…, so it is unclear whether this one is for validation or for test",
                $"begin its name with {PublicPrefix} or {PrivatePrefix}, or make folders validation and test",
                untold.Path);
        }

        pictures[DataSplit.Validation] = validation;
        test.RemoveAll(picture => Begins(picture, PublicPrefix));
    }

    private static bool Begins(Picture picture, string prefix) => Path.GetFileName(picture.Path).StartsWith(prefix, StringComparison.OrdinalIgnoreCase);

    private static FaceSet Decode(List<Picture> pictures) => FaceSet.FromLabels(
        ImageBatchLoader.ReadAll(pictures.Select(picture => picture.Path).ToArray()),
        pictures.Select(picture => picture.Label).ToArray(),
        EmotionClasses.Fer2013);
}
