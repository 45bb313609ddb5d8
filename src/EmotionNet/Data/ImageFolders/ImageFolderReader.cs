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

    private readonly record struct LabelledImage(string Path, int Label);

    /// <summary>True where the folder has a split's folder with class folders in it.</summary>
    public static bool AreIn(string directory) => SplitFolders(directory).Count > 0;

    /// <summary>Reads every split that is there.</summary>
    /// <param name="directory">The folder of <c>train</c> and <c>test</c>.</param>
    /// <param name="warnings">Receives what the user should know.</param>
    public static Dictionary<DataSplit, FaceSet> Read(string directory, List<string> warnings)
    {
        var images = new Dictionary<DataSplit, List<LabelledImage>>();
        foreach (var (folder, split) in SplitFolders(directory))
        {
            if (!images.TryGetValue(split, out var list))
            {
                images[split] = list = [];
            }

            list.AddRange(ImagesOf(folder, warnings));
        }

        SeparateValidationFromTest(directory, images, warnings);
        return images.Where(split => split.Value.Count > 0).ToDictionary(split => split.Key, split => Decode(split.Value));
    }

    private static List<(string Folder, DataSplit Split)> SplitFolders(string directory) =>
        InputFiles.Folders(directory)
            .Select(folder => (Folder: folder, Split: SplitNames.FromFolder(Path.GetFileName(folder))))
            .Where(entry => entry.Split is not null && InputFiles.Folders(entry.Folder).Count > 0)
            .Select(entry => (entry.Folder, entry.Split!.Value))
            .ToList();

    private static List<LabelledImage> ImagesOf(string splitFolder, List<string> warnings)
    {
        var images = new List<LabelledImage>();
        foreach (var classFolder in InputFiles.Folders(splitFolder))
        {
            var name = Path.GetFileName(classFolder);
            var label = EmotionNames.FindFer2013Class(name)
                ?? throw new UserInputException(
                    $"'{name}' is not an emotion of FER2013",
                    $"name the folder as one of {EmotionNames.Known}, or move it away",
                    classFolder);
            var files = InputFiles.Files(classFolder);
            images.AddRange(files.Where(ImageBatchLoader.IsImageName).Select(file => new LabelledImage(file, label)));
            var others = files.Count(file => !ImageBatchLoader.IsImageName(file));
            if (others > 0)
            {
                warnings.Add($"{classFolder}: {others} file(s) are not images by their names and are left out.");
            }
        }

        return images;
    }

    private static void SeparateValidationFromTest(string directory, Dictionary<DataSplit, List<LabelledImage>> images, List<string> warnings)
    {
        if (!images.TryGetValue(DataSplit.Test, out var test))
        {
            return;
        }

        var validation = test.Where(image => Begins(image, PublicPrefix)).ToList();
        if (images.ContainsKey(DataSplit.Validation))
        {
            if (validation.Count > 0)
            {
                warnings.Add($"{directory}: {validation.Count} image(s) of the test folder are named {PublicPrefix}…, "
                    + $"which is FER2013's validation split; with a validation folder beside it they are taken as test.");
            }

            return;
        }

        if (validation.Count == 0)
        {
            return; // all of it is the test split; the missing validation split becomes a warning with the others
        }

        var unclear = test.Find(image => !Begins(image, PublicPrefix) && !Begins(image, PrivatePrefix));
        if (unclear.Path is not null)
        {
            throw new UserInputException(
                $"other images of the test folder are named {PublicPrefix}…, so it is unclear whether this one is for validation or for test",
                $"begin its name with {PublicPrefix} or {PrivatePrefix}, or make folders validation and test",
                unclear.Path);
        }

        images[DataSplit.Validation] = validation;
        test.RemoveAll(image => Begins(image, PublicPrefix));
    }

    private static bool Begins(LabelledImage image, string prefix) => Path.GetFileName(image.Path).StartsWith(prefix, StringComparison.OrdinalIgnoreCase);

    private static FaceSet Decode(List<LabelledImage> images) => FaceSet.FromLabels(
        ImageBatchLoader.ReadAll(images.Select(image => image.Path).ToArray()),
        images.Select(image => image.Label).ToArray(),
        EmotionClasses.Fer2013);
}
