using EmotionNet.Data.FerPlus;

namespace EmotionNet.Data;

/// <summary>The last step of every reader: splits become a dataset, and what is missing becomes a warning.</summary>
internal static class DatasetAssembly
{
    private static readonly string NoTest = $"There are no faces for {SplitNames.Describe(DataSplit.Test)}; the test score will be left out.";

    private static readonly DataSplit[] Splits = [DataSplit.Training, DataSplit.Validation, DataSplit.Test];

    /// <summary>Builds the dataset.</summary>
    /// <param name="path">The path that the user gave, for messages.</param>
    /// <param name="layout">What was recognised.</param>
    /// <param name="mode">The label mode.</param>
    /// <param name="faces">The splits that have faces.</param>
    /// <param name="required">The splits that must be among them.</param>
    /// <param name="warnings">Warnings so far; missing splits and classes are added.</param>
    /// <param name="counts">FER+ label rule counts.</param>
    /// <exception cref="UserInputException">A required split has no faces, or no split has.</exception>
    public static EmotionDataset Build(
        string path,
        string layout,
        LabelMode mode,
        IReadOnlyDictionary<DataSplit, FaceSet> faces,
        IReadOnlyList<DataSplit> required,
        List<string> warnings,
        IReadOnlyDictionary<DataSplit, LabelRuleCounts>? counts = null)
    {
        var dataset = new EmotionDataset
        {
            Layout = layout,
            LabelMode = mode,
            Training = faces.GetValueOrDefault(DataSplit.Training),
            Validation = faces.GetValueOrDefault(DataSplit.Validation),
            Test = faces.GetValueOrDefault(DataSplit.Test),
            LabelRuleCounts = counts ?? new Dictionary<DataSplit, LabelRuleCounts>(),
            Warnings = warnings,
        };
        var absent = required.Cast<DataSplit?>().FirstOrDefault(split => !faces.ContainsKey(split!.Value));
        if (absent is not null || faces.Count == 0)
        {
            dataset.Dispose();
            throw absent is null
                ? new UserInputException($"{layout} has no face in any split", "use data with faces in it", path)
                : new UserInputException($"{layout} has no face for {SplitNames.Describe(absent.Value)}", Fix(absent.Value, mode), path);
        }

        warnings.AddRange(MissingSplits(faces, mode));
        warnings.AddRange(RepeatedSplits.Find(faces));
        warnings.AddRange(Splits.Where(faces.ContainsKey).SelectMany(split => EmptyClasses(split, faces[split])));
        return dataset;
    }

    private static string Fix(DataSplit split, LabelMode mode) => split switch
    {
        DataSplit.Training => "use data that has it, such as Kaggle's fer2013.csv or icml_face_data.csv",
        DataSplit.Validation when mode == LabelMode.SingleLabel => "hold out a part of the training faces with `validation-fraction` 0.1, "
            + "use Kaggle's fer2013.csv or icml_face_data.csv, which have all three splits, or for image folders begin the names in the test folder "
            + "with PublicTest and PrivateTest or add a folder validation",
        DataSplit.Validation => "use the whole fer2013new.csv with Kaggle's whole fer2013.csv, which have all three splits",
        _ => "use data that has it, or another split",
    };

    private static IEnumerable<string> MissingSplits(IReadOnlyDictionary<DataSplit, FaceSet> faces, LabelMode mode)
    {
        // A file of one split alone is made on purpose, for `evaluate`; a training split alone may be a mistake.
        if (!faces.ContainsKey(DataSplit.Training))
        {
            yield break;
        }

        if (!faces.ContainsKey(DataSplit.Validation))
        {
            yield return NoValidation(mode);
        }

        if (!faces.ContainsKey(DataSplit.Test))
        {
            yield return NoTest;
        }
    }

    /// <summary>The warnings for those who score one split: of the others it does not matter that they are missing.</summary>
    public static IEnumerable<string> WarningsToScore(EmotionDataset data) => data.Warnings.Where(
        warning => warning != NoTest && warning != NoValidation(data.LabelMode));

    /// <summary>The warning for a set without a validation split.</summary>
    public static string NoValidation(LabelMode mode) => $"There are no faces for {SplitNames.Describe(DataSplit.Validation)}"
        + (mode == LabelMode.SingleLabel ? "; training holds out a part of the training faces (`validation-fraction`)." : ".");

    /// <summary>A warning for each class without a face.</summary>
    public static IEnumerable<string> EmptyClasses(DataSplit split, FaceSet faces)
    {
        var counts = faces.CountByClass();
        for (var column = 0; column < counts.Count; column++)
        {
            if (counts[column] == 0)
            {
                yield return $"Class '{faces.ClassNames[column]}' has no face for {SplitNames.Describe(split)}.";
            }
        }
    }
}
