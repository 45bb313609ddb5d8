using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EmotionNet.Data.Csv;

namespace EmotionNet.Data;

/// <summary>
/// Training faces that are left out of a data set, by their index in the split as it is read: what <c>data audit</c> writes. Faces that are scored
/// are never left out: the scores of a run, and those of <c>evaluate</c>, would be of other faces.
/// </summary>
/// <param name="Digest">The SHA-256 of the faces that the list names, whatever else is in its file.</param>
/// <param name="Counts">The faces left out, by split as <c>summary.json</c> has them: of training, or empty.</param>
internal sealed record ExclusionList(string Digest, IReadOnlyDictionary<DataSplit, int> Counts)
{
    /// <summary>The columns that a list has at least.</summary>
    public const string SplitColumn = "split", IndexColumn = "index";

    /// <summary>The column that tells whether a row is still of the face that it was written for.</summary>
    public const string PixelsColumn = "pixels";

    private const string Columns = "a list has the columns split and index, as data audit writes them";

    /// <summary>Leaves out the faces that a list names.</summary>
    /// <param name="source">The data as it is read; it is used up.</param>
    /// <param name="path">The list.</param>
    /// <exception cref="UserInputException">The list is missing, wrong in a row, of other data, names a face that is scored, or leaves no training face.</exception>
    public static EmotionDataset Apply(EmotionDataset source, string path)
    {
        try
        {
            var excluded = Read(source, path);
            var digest = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(
                '\n', excluded.Select(index => $"{DataSplit.Training},{index}")))));
            var left = source.Training?.Subset(
                [.. Enumerable.Range(0, source.Training.Count).Where(index => !excluded.Contains(index)).Select(index => (long)index)]);
            Dictionary<DataSplit, int> counts = excluded.Count > 0 ? new() { [DataSplit.Training] = excluded.Count } : [];
            return source.WithTraining(left, new ExclusionList(digest, counts));
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>The start of a digest of the pixels of each face: whether a row of a list is of the face that it was written for.</summary>
    public static IReadOnlyList<string> PixelDigests(FaceSet faces) =>
        [.. Duplicates.NearDuplicates.Digests(faces).Select(digest => Convert.ToHexStringLower(Convert.FromBase64String(digest).AsSpan(0, 8)))];

    /// <summary>What is left out, for the log.</summary>
    /// <param name="path">The list.</param>
    public IEnumerable<string> Describe(string path)
    {
        var count = Counts.GetValueOrDefault(DataSplit.Training);
        var faces = string.Create(CultureInfo.InvariantCulture, $"{count:N0} training face{(count == 1 ? "" : "s")}");
        yield return $"`exclude` {path} leaves out {(count == 0 ? "no face" : faces)}.";
    }

    private static SortedSet<int> Read(EmotionDataset source, string path)
    {
        using var table = CsvTable.Open(path);
        var (split, index) = (table.Column(SplitColumn, Columns), table.Column(IndexColumn, Columns));
        var pixels = table.FindColumn(PixelsColumn); // -1 where a person wrote the list
        var digests = new Lazy<IReadOnlyList<string>>(() => PixelDigests(source.Training!));
        var excluded = new SortedSet<int>();
        while (table.Read())
        {
            if (!Enum.TryParse<DataSplit>(table[split], ignoreCase: true, out var name) || !Enum.IsDefined(name) || char.IsAsciiDigit(table[split][0]))
            {
                throw table.Wrong($"unknown split '{Snippet.Of(table[split])}'", "write training, validation or test");
            }

            if (name != DataSplit.Training)
            {
                throw table.Wrong(
                    $"the row names a {name.ToString().ToLowerInvariant()} face, and only training faces are left out",
                    "remove the row: a face that is scored counts in every score of the data");
            }

            var count = source.Training?.Count ?? 0;
            if (!int.TryParse(table[index], NumberStyles.None, CultureInfo.InvariantCulture, out var face) || face >= count)
            {
                throw table.Wrong(
                    $"'{Snippet.Of(table[index])}' is not the index of one of the {count} training faces, from 0",
                    "use the list with the data and the label mode that it was written for");
            }

            if (pixels >= 0 && table[pixels].Length > 0 && !digests.Value[face].Equals(table[pixels], StringComparison.OrdinalIgnoreCase))
            {
                throw table.Wrong(
                    $"training face {face} is not the image that the row was written for",
                    "use the list with the data and the label mode that it was written for, or write it again with data audit");
            }

            excluded.Add(face);
        }

        return source.Training?.Count == excluded.Count
            ? throw new UserInputException("the list names every training face", "remove rows from it", path)
            : excluded;
    }
}
