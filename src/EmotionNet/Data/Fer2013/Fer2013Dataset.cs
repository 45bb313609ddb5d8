using EmotionNet.Data.ImageFolders;
using EmotionNet.Data.Parquet;

namespace EmotionNet.Data.Fer2013;

/// <summary>FER2013 (Goodfellow et al. 2013) in every format variant in which it is distributed.</summary>
public static class Fer2013Dataset
{
    /// <summary>Loads every split that is there.</summary>
    /// <param name="path">
    /// A table, or a folder with <c>fer2013.csv</c>, <c>icml_face_data.csv</c>, tables of splits such as <c>train.csv</c> and <c>test.csv</c>, another table
    /// with the columns emotion and pixels, image folders (<c>train/angry/*.jpg</c>), or RAF-DB's <c>EmoLabel</c> and <c>Image</c>; up to three folders deeper are looked into as well.
    /// </param>
    /// <param name="required">The splits that must be there.</param>
    /// <exception cref="UserInputException">The data is missing, wrong in a row, or without a required split.</exception>
    public static EmotionDataset Load(string path, params DataSplit[] required) => Load(path, ClassReading.Fer2013, required);

    /// <summary>As <see cref="Load(string, DataSplit[])"/>, for image folders whose names are other classes than FER2013's.</summary>
    /// <param name="path">A folder with class folders, or with folders of splits and class folders in each.</param>
    /// <param name="classes">What the names of the class folders mean.</param>
    /// <param name="required">The splits that must be there.</param>
    /// <exception cref="UserInputException">As above; or the splits have different classes, or a name cannot be that of a class.</exception>
    public static EmotionDataset Load(string path, ClassSource classes, params DataSplit[] required) => Load(path, new ClassReading(classes), required);

    /// <summary>As above.</summary>
    /// <param name="path">As above.</param>
    /// <param name="reading">The classes that the data is read for.</param>
    /// <param name="required">The splits that must be there.</param>
    internal static EmotionDataset Load(string path, ClassReading reading, params DataSplit[] required)
    {
        var warnings = new List<string>();
        var layout = Fer2013Layout.Find(path, reading, warnings);
        var faces = layout.RafDb?.Read()
            ?? (layout.Images is { } images ? ImageFolderReader.Read(images, reading, warnings) : ReadTables(layout.Tables, warnings));
        return DatasetAssembly.Build(path, layout.Describe(), LabelMode.SingleLabel, faces, required, warnings);
    }

    private static Dictionary<DataSplit, FaceSet> ReadTables(IReadOnlyList<Fer2013Table> tables, List<string> warnings)
    {
        var faces = new Dictionary<DataSplit, FaceSet>();
        var sources = new Dictionary<DataSplit, string>();
        foreach (var parts in tables.GroupBy(table => table.Whole))
        {
            var table = parts.First();
            if (IsLeftOut(table, isOnly: tables.Count == 1, warnings))
            {
                continue;
            }

            var rows = Read([.. parts], SplitWithoutUsage(table, warnings), warnings);
            foreach (var split in Enum.GetValues<DataSplit>())
            {
                if (rows.ToFaceSet(split) is not { } set)
                {
                    continue;
                }

                if (!faces.TryAdd(split, set))
                {
                    throw new UserInputException(
                        $"both {Path.GetFileName(sources[split])} and {Path.GetFileName(table.Path)} have faces for {SplitNames.Describe(split)}",
                        "correct the Usage column of one of them",
                        table.Path);
                }

                sources[split] = table.Path;
            }
        }

        return faces;
    }

    private static FaceRowBuffer Read(IReadOnlyList<Fer2013Table> parts, DataSplit splitWithoutUsage, List<string> warnings)
    {
        if (!parts[0].IsParquet)
        {
            return Fer2013Csv.Read(parts[0].Path, splitWithoutUsage);
        }

        var rows = new FaceRowBuffer();
        foreach (var part in parts.OrderBy(part => part.Path, StringComparer.Ordinal))
        {
            ParquetFaces.Read(part.Path, splitWithoutUsage, rows, warnings);
        }

        return rows;
    }

    /// <summary>
    /// Kaggle's <c>test.csv</c> has pixels and no labels, so it cannot be scored and is left out with a warning; one to which labels were added is the test split.
    /// </summary>
    private static bool IsLeftOut(Fer2013Table table, bool isOnly, List<string> warnings)
    {
        if (table.NamedSplit is null || table.HasLabels || !table.HasFaces)
        {
            return false;
        }

        if (isOnly)
        {
            throw new UserInputException(
                "the file has no column 'emotion', and faces without labels cannot be scored",
                "use icml_face_data.csv, which has the labels of all splits",
                table.Path);
        }

        warnings.Add(
            $"{table.Path}: the file has no column 'emotion', so its faces cannot be scored and are left out; icml_face_data.csv has the labels of all splits.");
        return true;
    }

    private static DataSplit SplitWithoutUsage(Fer2013Table table, List<string> warnings)
    {
        if (table.NamedSplit is null && table.HasLabels && !table.HasUsage)
        {
            warnings.Add($"{table.Path}: the file has no column Usage, so all of its faces are for training.");
        }

        return table.NamedSplit ?? DataSplit.Training;
    }
}
