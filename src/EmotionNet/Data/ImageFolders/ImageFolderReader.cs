using EmotionNet.Files;

namespace EmotionNet.Data.ImageFolders;

/// <summary>
/// Faces in folders of their classes: <c>train/angry/*.jpg</c>, <c>test/…</c>, perhaps <c>validation/…</c>, or class folders alone; images may lie deeper in a class folder.
/// A test folder whose names begin with PublicTest and PrivateTest holds both the validation and the test faces, and so do class folders alone.
/// </summary>
internal static class ImageFolderReader
{
    private const string TrainingPrefix = "Training";
    private const string PublicPrefix = "PublicTest";
    private const string PrivatePrefix = "PrivateTest";

    private readonly record struct LabelledImage(string Path, int Label);

    /// <summary>Reads every split that is there.</summary>
    /// <param name="layout">The folders.</param>
    /// <param name="reading">What their names mean.</param>
    /// <param name="warnings">Receives what the user should know.</param>
    public static Dictionary<DataSplit, FaceSet> Read(ImageFolderLayout layout, ClassReading reading, List<string> warnings)
    {
        var classes = FolderClasses.Of(reading, layout);
        var images = layout.Splits.ToDictionary(
            split => split.Key,
            split => split.Value == layout.Directory ? ImagesOf(layout.Used, classes, warnings) : ImagesOfSplit(split.Value, classes, warnings));
        SeparateByName(layout, images);
        SeparateValidationFromTest(layout.Directory, images, warnings);
        RequireTrainingImages(layout, classes, images);
        return images.Where(split => split.Value.Count > 0).ToDictionary(split => split.Key, split => Decode(split.Value, classes.Names));
    }

    // An output that no image trains: a folder that was left empty by mistake, or one that is none of the classes.
    private static void RequireTrainingImages(ImageFolderLayout layout, FolderClasses classes, Dictionary<DataSplit, List<LabelledImage>> images)
    {
        if (!classes.AreDiscovered || !images.TryGetValue(DataSplit.Training, out var training))
        {
            return;
        }

        var present = training.Select(image => image.Label).ToHashSet();
        var empty = classes.Names.Where((_, label) => !present.Contains(label)).ToList();
        if (empty.Count > 0)
        {
            throw new UserInputException(
                $"the class {UnreadData.List(empty)} has no image for training",
                "put images into its folder, or remove the folder from every split",
                layout.Splits.GetValueOrDefault(DataSplit.Training, layout.Directory));
        }
    }

    private static List<LabelledImage> ImagesOfSplit(string splitFolder, FolderClasses classes, List<string> warnings)
    {
        var unlabelled = InputFiles.Files(splitFolder).Where(UnreadData.IsDataName).Select(file => Path.GetFileName(file)).ToList();
        if (unlabelled.Count > 0)
        {
            warnings.Add($"{splitFolder}: {unlabelled.Count} file(s) are in no class folder and are left out ({UnreadData.List(unlabelled)}).");
        }

        return ImagesOf(InputFiles.Folders(splitFolder), classes, warnings);
    }

    private static List<LabelledImage> ImagesOf(IReadOnlyList<string> classFolders, FolderClasses classes, List<string> warnings)
    {
        var images = new List<LabelledImage>();
        foreach (var classFolder in classFolders)
        {
            var label = classes.Find(Path.GetFileName(classFolder)) ?? throw classes.Refuse(classFolder);
            images.AddRange(ImagesOf(classFolder, label, classes, warnings));
        }

        return images;
    }

    private static List<LabelledImage> ImagesOf(string classFolder, int label, FolderClasses classes, List<string> warnings)
    {
        _ = InputFiles.Files(classFolder); // a class folder that cannot be read is an error, one deeper a warning
        var images = new List<LabelledImage>();
        var others = new List<string>();
        foreach (var folder in FolderTree.Folders(classFolder, warnings))
        {
            CheckInner(folder, classFolder, classes.IsOfAnotherClass(Path.GetFileName(folder), label));
            foreach (var file in InputFiles.FilesIfReadable(folder, warnings))
            {
                if (ImageBatchLoader.IsImageName(file))
                {
                    images.Add(new LabelledImage(file, label));
                }
                else
                {
                    others.Add(file);
                }
            }
        }

        if (others.Count > 0)
        {
            var kinds = others.Select(file => Path.GetExtension(file) is { Length: > 0 } end ? end : "without ending").Distinct(StringComparer.Ordinal);
            warnings.Add($"{classFolder}: {others.Count} file(s) are not images by their names and are left out ({UnreadData.List([.. kinds])}).");
        }

        return images;
    }

    /// <summary>A folder within a class folder is a person's or a source's; one of another class or of a split is a mistake that would give wrong labels.</summary>
    private static void CheckInner(string folder, string classFolder, bool isOfAnotherClass)
    {
        if (folder != classFolder && (isOfAnotherClass || SplitNames.Find(Path.GetFileName(folder)) is not null))
        {
            throw new UserInputException(
                $"a folder named for {(isOfAnotherClass ? "another class" : "a split")} is in the class folder {Path.GetFileName(classFolder)}",
                "make a folder for each split, and in it one for each class",
                folder);
        }
    }

    // FER2013's images in class folders alone, whose names are of its splits: those of other splits must not be trained on.
    private static void SeparateByName(ImageFolderLayout layout, Dictionary<DataSplit, List<LabelledImage>> images)
    {
        if (layout.HasSplits
            || !images.TryGetValue(DataSplit.Training, out var all)
            || !all.Exists(image => SplitOf(image) is not (null or DataSplit.Training)))
        {
            return;
        }

        if (all.FirstOrDefault(image => SplitOf(image) is null) is { Path: { } unclear })
        {
            throw new UserInputException(
                $"other images are named {PublicPrefix}… or {PrivatePrefix}…, so it is unclear for which split this one is",
                $"begin its name with {TrainingPrefix}, {PublicPrefix} or {PrivatePrefix}, or make folders {SplitNames.Folders}",
                unclear);
        }

        foreach (var split in all.GroupBy(image => SplitOf(image)!.Value))
        {
            images[split.Key] = [.. split];
        }

        if (!all.Exists(image => SplitOf(image) == DataSplit.Training))
        {
            images.Remove(DataSplit.Training);
        }

        static DataSplit? SplitOf(LabelledImage image) =>
            Begins(image, PublicPrefix) ? DataSplit.Validation
            : Begins(image, PrivatePrefix) ? DataSplit.Test
            : Begins(image, TrainingPrefix) ? DataSplit.Training
            : null;
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

    private static FaceSet Decode(List<LabelledImage> images, IReadOnlyList<string> classNames) => FaceSet.FromLabels(
        ImageBatchLoader.ReadAll(images.Select(image => image.Path).ToArray()),
        images.Select(image => image.Label).ToArray(),
        classNames);
}
