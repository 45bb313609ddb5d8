using System.Globalization;
using System.Text.RegularExpressions;
using EmotionNet.Data.Csv;
using EmotionNet.Data.Parquet;

namespace EmotionNet.Data.Fer2013;

/// <summary>A file that holds faces of FER2013.</summary>
/// <param name="Path">The file.</param>
/// <param name="NamedSplit">The split that its name names, which is that of its rows where it has no Usage column; or null.</param>
internal readonly partial record struct Fer2013Table(string Path, DataSplit? NamedSplit)
{
    private static readonly string[] Extensions = [".csv", ".tsv", ".txt", ".data", ".gz", ".parquet", ""];

    /// <summary>Names of a table with all splits, the preferred first.</summary>
    private static readonly string[] WholeNames = ["fer2013.csv", "icml_face_data.csv", "fer2013.csv.gz", "icml_face_data.csv.gz"];

    /// <summary>The preferred file that is called as a table with all splits is, or null.</summary>
    public static string? FindWhole(IReadOnlyList<string> files) =>
        WholeNames.SelectMany(name => files.Where(file => System.IO.Path.GetFileName(file).Equals(name, StringComparison.OrdinalIgnoreCase))).FirstOrDefault();

    /// <summary>A table with the split of its name.</summary>
    public static Fer2013Table Of(string path) => new(path, SplitNames.FindInFileName(System.IO.Path.GetFileName(path)));

    /// <summary>Whether a file may be such a table by its name, whatever it is called.</summary>
    public static bool MayBe(string path)
    {
        var extension = System.IO.Path.GetExtension(path);

        // fer2013.csv.1 and the like are what download programs call a second copy.
        return Extensions.Contains(extension, StringComparer.OrdinalIgnoreCase) || extension.Skip(1).All(char.IsAsciiDigit);
    }

    /// <summary>True where the file is Parquet.</summary>
    public bool IsParquet => ParquetFaces.Is(Path);

    /// <summary>The path without the number of a part: <c>train-00000-of-00002.parquet</c> and <c>train-00001-of-00002.parquet</c> are one table.</summary>
    public string Whole => IsParquet ? PartOfName().Replace(Path, "") : Path;

    /// <summary>Which part of how many the name says, counted from 0; null where it names none.</summary>
    public (int Number, int Total)? Part => IsParquet && PartOfName().Match(Path) is { Success: true } match
        ? (int.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture), int.Parse(match.Groups["total"].ValueSpan, CultureInfo.InvariantCulture))
        : null;

    /// <summary>True where the file has faces, with labels or without.</summary>
    public bool HasFaces => IsParquet ? ParquetFaces.ColumnsOf(Path).HasFaces : CsvTable.HasColumns(Path, "pixels");

    /// <summary>True where the file has faces with labels; Kaggle's <c>test.csv</c> has none.</summary>
    public bool HasLabels => IsParquet
        ? ParquetFaces.ColumnsOf(Path) is { HasFaces: true, Label: not null }
        : CsvTable.HasColumns(Path, "pixels", "emotion");

    /// <summary>True where each row names its split.</summary>
    public bool HasUsage => IsParquet ? ParquetFaces.ColumnsOf(Path).Usage is not null : CsvTable.HasColumns(Path, "Usage");

    // Older files of Hugging Face have a digest after the numbers.
    [GeneratedRegex(@"-(?<number>\d{1,6})-of-(?<total>\d{1,6})(-[0-9a-f]{8,})?(?=\.[^./\\]*$)")]
    private static partial Regex PartOfName();
}
