using EmotionNet.Data.Csv;
namespace EmotionNet.Data.Fer2013;

/// <summary>
/// Reads <c>fer2013.csv</c>, <c>icml_face_data.csv</c> and <c>train.csv</c>: columns emotion, pixels and Usage in any order.
/// Quickly where the file is plain; else carefully from its beginning, and all errors are the careful reading's.
/// </summary>
internal static class Fer2013Csv
{
    private const string Columns = "the columns must be emotion, pixels and Usage, as in Kaggle's fer2013.csv";

    /// <summary>Reads all rows of a file, in its order.</summary>
    /// <param name="path">The file.</param>
    /// <param name="splitWithoutUsage">The split of every row where the file has no Usage column; null where it must have one.</param>
    /// <exception cref="UserInputException">The file or a row of it is wrong.</exception>
    public static FaceRowBuffer Read(string path, DataSplit? splitWithoutUsage) =>
        PlainFer2013Csv.Read(path, splitWithoutUsage) ?? ReadCarefully(path, splitWithoutUsage);

    /// <summary>As <see cref="Read"/>, row by row through <see cref="CsvTable"/>.</summary>
    public static FaceRowBuffer ReadCarefully(string path, DataSplit? splitWithoutUsage)
    {
        using var table = CsvTable.Open(path);
        var pixels = table.Column("pixels", Columns);
        var emotion = table.Column("emotion", Columns);
        var usage = splitWithoutUsage is null ? table.Column("Usage", Columns) : table.FindColumn("Usage");
        var rows = new FaceRowBuffer();
        while (table.Read())
        {
            var problem = PixelField.Parse(table.Bytes(pixels), rows.NextFace());
            if (problem is not null)
            {
                throw table.Wrong(
                    problem,
                    $"a row needs {FaceSet.PixelCount} numbers of 0 to 255 with blanks between them: mend the row or remove it",
                    mayBeCutOff: problem.StartsWith("too few", StringComparison.Ordinal));
            }

            rows.Add(Label(table, emotion), usage < 0 ? splitWithoutUsage!.Value : Usage(table, usage));
        }

        return rows.Count > 0 ? rows : throw new UserInputException("the file has a header but no rows", "copy or download it again", path);
    }

    /// <summary>True where the file has a column for labels; Kaggle's <c>test.csv</c> has none.</summary>
    public static bool HasLabels(string path)
    {
        using var table = CsvTable.Open(path);
        return table.FindColumn("emotion") >= 0;
    }

    private static int Label(CsvTable table, int column)
    {
        var text = table[column];
        return text.Length == 1 && text[0] is >= '0' and <= '6'
            ? text[0] - '0'
            : throw table.Wrong(
                $"the label is '{Snippet.Of(text)}'",
                "a FER2013 label is 0 to 6 (0 angry, 1 disgust, 2 fear, 3 happy, 4 sad, 5 surprise, 6 neutral): correct or remove the row");
    }

    private static DataSplit Usage(CsvTable table, int column)
    {
        var text = table[column];
        return SplitNames.FromUsage(text) ?? throw table.Wrong(
            $"unknown Usage '{Snippet.Of(text)}'",
            $"Usage must be {SplitNames.Usages}",
            mayBeCutOff: SplitNames.Usages.Contains(text, StringComparison.OrdinalIgnoreCase));
    }
}
