using EmotionNet.Data.Fer2013;
using EmotionNet.Data.ImageFolders;
namespace EmotionNet.Data.FerPlus;

/// <summary>
/// FER+ (Barsoum et al. 2016): FER2013's faces with ten votes each. Training targets follow the label mode;
/// validation and test are the faces with a majority in every mode, as in the paper.
/// </summary>
public static class FerPlusDataset
{
    private static readonly LabelMode[] Rules = [LabelMode.Majority, LabelMode.Probability, LabelMode.MultiTarget];

    /// <summary>Loads every split that is there; a missing test split is a warning.</summary>
    /// <param name="path">Microsoft's folder with images, or a folder with <c>fer2013new.csv</c> beside a <c>fer2013.csv</c>.</param>
    /// <param name="mode">The rule for the training targets.</param>
    /// <param name="required">The splits that must be there.</param>
    /// <exception cref="UserInputException">The data is missing, wrong in a row, does not pair, or lacks a required split.</exception>
    public static EmotionDataset Load(string path, LabelMode mode, params DataSplit[] required) => ReadSplits(path, mode, trainingRule: mode, required);

    /// <summary>As <see cref="Load(string, LabelMode, DataSplit[])"/>, with every split's faces and targets by the majority rule, the training split's too.</summary>
    /// <exception cref="UserInputException">The data is missing, wrong in a row, does not pair, or lacks the split.</exception>
    public static EmotionDataset LoadToScore(string path, LabelMode mode, DataSplit split) => ReadSplits(path, mode, trainingRule: LabelMode.Majority, split);

    private static EmotionDataset ReadSplits(string path, LabelMode mode, LabelMode trainingRule, params DataSplit[] required)
    {
        if (mode == LabelMode.SingleLabel)
        {
            throw new ArgumentOutOfRangeException(nameof(mode), mode, "FER+ has votes, no single labels.");
        }

        var layout = FerPlusLayout.Find(path, pixelsNeeded: true);
        var pixels = layout.PixelsFile is null ? null : Fer2013Csv.Read(layout.PixelsFile, splitWithoutUsage: null);
        var rows = ReadVotes(layout);
        if (pixels is not null)
        {
            CheckPairs(layout, rows, pixels);
            LabelAgreement.Check(rows, pixels, layout.VotesFile!, layout.PixelsFile!);
        }

        var warnings = layout.Unread().ToList();

        var counts = new Dictionary<DataSplit, LabelRuleCounts>();
        var faces = new Dictionary<DataSplit, FaceSet>();
        foreach (var split in Enum.GetValues<DataSplit>())
        {
            var inSplit = Enumerable.Range(0, rows.Count).Where(row => rows[row].Split == split).ToList();
            if (inSplit.Count == 0)
            {
                continue;
            }

            if (pixels is null && !layout.Folders.ContainsKey(split))
            {
                warnings.Add($"{layout.VotesFile}: {inSplit.Count} rows for {SplitNames.Describe(split)} have no folder of images and are left out.");
                continue;
            }

            var rule = split == DataSplit.Training ? trainingRule : LabelMode.Majority;
            var targets = FerPlusTargets.Make(rows, inSplit, rule);
            counts[split] = targets.Counts;
            if (targets.Rows.Count > 0)
            {
                var images = pixels?.ImagesOf(targets.Rows) ?? FaceSet.ImagesOf(ReadImages(layout, split, rows, targets.Rows));
                var distributions = mode == LabelMode.Probability && rule == LabelMode.Majority ? targets.Distributions(rows) : null;
                faces[split] = FaceSet.FromImages(images, targets.Targets, EmotionClasses.FerPlus, distributions);
            }
        }

        return DatasetAssembly.Build(path, layout.Describe(), mode, faces, required, warnings, counts);
    }

    /// <summary>What each of the three rules would keep and drop of each split; reads votes only.</summary>
    /// <param name="path">As for <see cref="Load"/>; pixels need not be there.</param>
    /// <exception cref="UserInputException">The votes are missing or wrong in a row.</exception>
    internal static IReadOnlyList<LabelRuleReport> CountLabelRules(string path)
    {
        var rows = ReadVotes(path);
        return (from split in Enum.GetValues<DataSplit>()
                let inSplit = Enumerable.Range(0, rows.Count).Where(row => rows[row].Split == split).ToList()
                where inSplit.Count > 0
                from rule in Rules
                select new LabelRuleReport(split, rule, FerPlusTargets.Make(rows, inSplit, rule).Counts)).ToArray();
    }

    /// <summary>The votes of every face.</summary>
    /// <param name="path">As for <see cref="CountLabelRules"/>.</param>
    /// <exception cref="UserInputException">The votes are missing or wrong in a row.</exception>
    internal static List<FerPlusRow> ReadVotes(string path) => ReadVotes(FerPlusLayout.Find(path, pixelsNeeded: false));

    private static List<FerPlusRow> ReadVotes(FerPlusLayout layout) => layout.VotesFile is not null
        ? FerPlusTable.ReadWhole(layout.VotesFile)
        : layout.Folders.OrderBy(folder => folder.Key).SelectMany(folder => FerPlusTable.ReadFolderLabels(FerPlusLayout.LabelFile(folder.Value), folder.Key))
            .ToList();

    /// <summary>Image names do not number the rows (rows that are not faces have none), so two CSVs pair by row and must agree in every one.</summary>
    private static void CheckPairs(FerPlusLayout layout, List<FerPlusRow> rows, FaceRowBuffer pixels)
    {
        if (rows.Count != pixels.Count)
        {
            throw new UserInputException(
                $"it has {rows.Count} rows and {layout.PixelsFile} has {pixels.Count}, but they pair row by row",
                "use the whole fer2013new.csv with Kaggle's whole fer2013.csv",
                layout.VotesFile);
        }

        for (var row = 0; row < rows.Count; row++)
        {
            if (rows[row].Split != pixels.SplitOf(row))
            {
                throw new UserInputException(
                    $"the row is for {SplitNames.Describe(rows[row].Split)}, its row in {layout.PixelsFile} for {SplitNames.Describe(pixels.SplitOf(row))}",
                    "use both files whole and in their own order",
                    layout.VotesFile,
                    rows[row].Line);
            }
        }
    }

    private static byte[] ReadImages(FerPlusLayout layout, DataSplit split, List<FerPlusRow> rows, List<int> kept)
    {
        var contained = new ContainedPaths(layout.Folders[split]);
        var outside = kept.FindIndex(row => !contained.Holds(rows[row].ImageName));
        if (outside >= 0)
        {
            throw new UserInputException(
                $"the image name '{Snippet.Of(rows[kept[outside]].ImageName, maximumLength: 200)}' leads out of {layout.Folders[split]}",
                "correct the name, or remove the row",
                layout.VotesFile ?? FerPlusLayout.LabelFile(layout.Folders[split]),
                rows[kept[outside]].Line);
        }

        var paths = kept.Select(row => Path.Combine(layout.Folders[split], rows[row].ImageName)).ToArray();
        var missing = Array.FindIndex(paths, file => !File.Exists(file));
        if (missing >= 0)
        {
            var count = paths.Count(file => !File.Exists(file));
            throw new UserInputException(
                $"{count} of {paths.Length} images that the votes name are not there, the first on line {rows[kept[missing]].Line} of the votes",
                "run Microsoft's generate_training_data.py again, or use a whole fer2013.csv beside fer2013new.csv",
                paths[missing]);
        }

        return ImageBatchLoader.ReadAll(paths);
    }
}
