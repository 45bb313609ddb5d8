using System.Globalization;
using EmotionNet.Data.Csv;

namespace EmotionNet.Data.FerPlus;

/// <summary>One face of FER+: where its image is and how people voted.</summary>
/// <param name="Split">The split.</param>
/// <param name="ImageName">The file name of the image; empty for what is not a face.</param>
/// <param name="Votes">Ten counts.</param>
/// <param name="Line">The line of the file it stands in.</param>
internal readonly record struct FerPlusRow(DataSplit Split, string ImageName, int[] Votes, long Line);

/// <summary>Reads votes: <c>fer2013new.csv</c>, or the <c>label.csv</c> of one of Microsoft's folders.</summary>
internal static class FerPlusTable
{
    private const string Download = "take fer2013new.csv from https://github.com/microsoft/FERPlus";
    private static readonly string[] VoteColumns = [.. EmotionClasses.FerPlus, "unknown", "NF"];

    /// <summary>Reads <c>fer2013new.csv</c>: Usage, Image name and ten columns of votes.</summary>
    public static List<FerPlusRow> ReadWhole(string path)
    {
        using var table = CsvTable.Open(path);
        var usage = table.Column("Usage", Download);
        var name = table.Column("Image name", Download);
        var columns = VoteColumns.Select(column => table.Column(column, Download)).ToArray();
        var rows = new List<FerPlusRow>();
        while (table.Read())
        {
            var split = SplitNames.Find(table[usage])
                ?? throw table.Wrong($"unknown Usage '{Snippet.Of(table[usage])}'", $"Usage must be {SplitNames.Usages}");
            Add(rows, new FerPlusRow(split, table[name], Votes(table, columns), table.Line), path);
        }

        return rows.Count > 0 ? rows : throw new UserInputException("the file has a header but no rows", Download, path);
    }

    /// <summary>
    /// Reads a <c>label.csv</c>, which has no header: name, box and ten counts. The box is (0, 0, 48, 48) throughout Microsoft's files and is not used.
    /// </summary>
    public static List<FerPlusRow> ReadFolderLabels(string path, DataSplit split)
    {
        using var table = CsvTable.Open(path, hasHeader: false);
        var rows = new List<FerPlusRow>();
        while (table.Read())
        {
            // Twelve fields where the box is quoted, fifteen where it is not.
            if (table.FieldCount is not (12 or 15))
            {
                throw table.Wrong(
                    $"{table.FieldCount} fields instead of a name, a box and ten counts",
                    "correct the row, or " + Download,
                    mayBeCutOff: table.FieldCount < 12);
            }

            var first = table.FieldCount - FerPlusVotes.ColumnCount;
            Add(rows, new FerPlusRow(split, table[0], Votes(table, Enumerable.Range(first, FerPlusVotes.ColumnCount).ToArray()), table.Line), path);
        }

        return rows;
    }

    // More rows could not have faces in any case.
    private static void Add(List<FerPlusRow> rows, FerPlusRow row, string path)
    {
        if (rows.Count == FaceRowBuffer.MaximumFaces)
        {
            throw new UserInputException(
                $"the file has more rows than the {FaceRowBuffer.MaximumFaces} faces that fit into a face set", "use a part of the data", path, row.Line);
        }

        rows.Add(row);
    }

    private static int[] Votes(CsvTable table, int[] columns)
    {
        const int MaximumVotes = 1_000_000; // keeps sums far from overflow; ten people voted
        var votes = new int[FerPlusVotes.ColumnCount];
        for (var column = 0; column < votes.Length; column++)
        {
            var text = table[columns[column]];
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out votes[column]) || votes[column] > MaximumVotes)
            {
                throw table.Wrong(
                    $"the votes for {VoteColumns[column]} are '{Snippet.Of(text)}'",
                    "votes are whole numbers of 0 and more: correct the row",
                    mayBeCutOff: text.Length == 0);
            }
        }

        return votes;
    }
}
