using EmotionNet.Data.Csv;
using EmotionNet.Files;

namespace EmotionNet.Data.ImageFolders;

/// <summary>A balanced set of training images: a CSV with the columns image_path, emotion and usage beside them.</summary>
public static class BalancedDataset
{
    private const string Columns = "the columns must be image_path, emotion and usage";

    /// <summary>
    /// Loads the rows whose usage is Training; rows of other splits are skipped, since validation and test stay those of the original data.
    /// </summary>
    /// <param name="directory">The folder of the CSV; image paths start there.</param>
    /// <param name="tableName">The name of the CSV; null where the folder has one only.</param>
    /// <exception cref="UserInputException">The folder, the CSV, a row or an image is missing or wrong.</exception>
    public static FaceSet LoadTraining(string directory, string? tableName = null)
    {
        using var table = CsvTable.Open(FindTable(directory, tableName));
        var imagePath = table.Column("image_path", Columns);
        var emotion = table.Column("emotion", Columns);
        var usage = table.Column("usage", Columns);
        var contained = new ContainedPaths(directory);
        var paths = new List<string>();
        var labels = new List<int>();
        while (table.Read())
        {
            var split = SplitNames.Find(table[usage])
                ?? throw table.Wrong($"unknown usage '{Snippet.Of(table[usage])}'", $"usage must be {SplitNames.Usages}", mayBeCutOff: true);
            if (split != DataSplit.Training)
            {
                continue;
            }
            // A table made on Windows has backslashes, which mean nothing elsewhere.
            var name = table[imagePath].Replace('\\', '/');
            if (!contained.Holds(name))
            {
                throw table.Wrong(
                    $"the image '{Snippet.Of(table[imagePath], maximumLength: 200)}' is not in the folder of the table",
                    $"put it into {directory} and give its path there, or remove the row");
            }

            var path = Path.Combine(directory, name);
            if (!File.Exists(path))
            {
                throw table.Wrong(
                    $"there is no image '{Snippet.Of(table[imagePath], maximumLength: 200)}'",
                    $"correct the path, which starts at {directory}, or remove the row");
            }

            paths.Add(path);
            labels.Add(Label(table, emotion));
        }

        return paths.Count > 0
            ? FaceSet.FromLabels(ImageBatchLoader.ReadAll(paths), labels, EmotionClasses.Fer2013)
            : throw new UserInputException("the file has no row for training", "give at least one row the usage Training", table.Path);
    }

    private static string FindTable(string directory, string? tableName)
    {
        if (!Directory.Exists(directory))
        {
            throw new UserInputException(
                "there is no such folder",
                "make the balanced set there, name another place with `balanced-dir`, or leave out `use-balanced`",
                directory);
        }

        if (tableName is not null)
        {
            return Path.Combine(directory, tableName);
        }

        var tables = InputFiles.Files(directory).Where(file => Path.GetExtension(file).Equals(".csv", StringComparison.OrdinalIgnoreCase)).ToArray();
        return tables.Length switch
        {
            1 => tables[0],
            0 => throw new UserInputException("the folder has no CSV file", $"put the table of its images there: {Columns}", directory),
            _ => throw new UserInputException(
                $"the folder has {tables.Length} CSV files ({string.Join(", ", tables.Select(Path.GetFileName))})",
                "leave only the table of its images there",
                directory),
        };
    }

    private static int Label(CsvTable table, int column)
    {
        var text = table[column];
        return text.Length == 1 && text[0] is >= '0' and <= '6'
            ? text[0] - '0'
            : EmotionNames.FindFer2013Class(text)
                ?? throw table.Wrong($"unknown emotion '{Snippet.Of(text)}'", $"write 0 to 6 or one of {EmotionNames.Known}");
    }
}
