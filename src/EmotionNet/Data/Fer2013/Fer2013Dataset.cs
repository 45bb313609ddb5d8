using EmotionNet.Data.ImageFolders;
using EmotionNet.Files;

namespace EmotionNet.Data.Fer2013;

/// <summary>FER2013 (Goodfellow et al. 2013) in every format variant in which it is distributed.</summary>
public static class Fer2013Dataset
{
    /// <summary>Loads every split that is there.</summary>
    /// <param name="path">
    /// A CSV file, or a folder with <c>fer2013.csv</c>, <c>icml_face_data.csv</c>, the contest's <c>train.csv</c>/<c>test.csv</c>,
    /// or image folders (<c>train/angry/*.jpg</c>); one folder deeper is looked into as well.
    /// </param>
    /// <param name="required">The splits that must be there.</param>
    /// <exception cref="UserInputException">The data is missing, wrong in a row, or without a required split.</exception>
    public static EmotionDataset Load(string path, params DataSplit[] required)
    {
        var layout = Fer2013Layout.Find(path);
        var warnings = layout.Unused.Select(other => $"{path}: {layout.Describe()} is read; {other} beside it is not.").ToList();
        var faces = layout.Format switch
        {
            Fer2013Format.WholeCsv => Split(Fer2013Csv.Read(layout.Path, splitWithoutUsage: null)),
            Fer2013Format.ContestCsv => ReadContest(layout.Path, warnings),
            _ => ImageFolderReader.Read(layout.Path, warnings),
        };
        return DatasetAssembly.Build(path, layout.Describe(), LabelMode.SingleLabel, faces, required, warnings);
    }

    /// <summary>
    /// The contest's files: <c>train.csv</c> is the training split. <c>test.csv</c> has pixels and no labels, so it cannot be scored
    /// and is left out with a warning; one to which labels were added is the test split.
    /// </summary>
    private static Dictionary<DataSplit, FaceSet> ReadContest(string path, List<string> warnings)
    {
        if (File.Exists(path))
        {
            var isTest = IsTest(path);
            return isTest && !Fer2013Csv.HasLabels(path)
                ? throw new UserInputException(
                    "the file has no column 'emotion', and faces without labels cannot be scored",
                    "use icml_face_data.csv, which has the labels of all splits",
                    path)
                : Split(Fer2013Csv.Read(path, isTest ? DataSplit.Test : DataSplit.Training));
        }

        var files = InputFiles.Files(path);
        var faces = Split(Fer2013Csv.Read(files.First(IsTrain), DataSplit.Training));
        var test = files.FirstOrDefault(IsTest);
        if (test is null)
        {
            return faces;
        }

        if (!Fer2013Csv.HasLabels(test))
        {
            warnings.Add(
                $"{test}: the file has no column 'emotion', so its faces cannot be scored and are left out; icml_face_data.csv has the labels of all splits.");
            return faces;
        }

        foreach (var (split, set) in Split(Fer2013Csv.Read(test, DataSplit.Test)))
        {
            if (!faces.TryAdd(split, set))
            {
                throw new UserInputException(
                    $"both train.csv and test.csv have faces for {SplitNames.Describe(split)}",
                    "correct the Usage column of one of them",
                    test);
            }
        }

        return faces;
    }

    private static bool IsTrain(string path) => Path.GetFileName(path).Equals("train.csv", StringComparison.OrdinalIgnoreCase);

    private static bool IsTest(string path) => Path.GetFileName(path).Equals("test.csv", StringComparison.OrdinalIgnoreCase);

    private static Dictionary<DataSplit, FaceSet> Split(FaceRowBuffer rows)
    {
        var faces = new Dictionary<DataSplit, FaceSet>();
        foreach (var split in Enum.GetValues<DataSplit>())
        {
            if (rows.ToFaceSet(split) is { } set)
            {
                faces[split] = set;
            }
        }

        return faces;
    }
}
