namespace EmotionNet.Data;

/// <summary>
/// The rows of a file in their order: all pixels in one growing buffer, a label and a split for each row.
/// It is what the CSV readers fill, before the faces of each split go their own way.
/// </summary>
internal sealed class FaceRows
{
    private readonly List<sbyte> _labels = [];
    private readonly List<DataSplit> _splits = [];
    private byte[] _pixels = new byte[1024 * FaceSet.PixelCount];

    /// <summary>The number of rows.</summary>
    public int Count => _labels.Count;

    /// <summary>Room for the pixels of the next row, which <see cref="Add"/> then takes.</summary>
    public Span<byte> NextFace()
    {
        var start = (long)Count * FaceSet.PixelCount;
        if (start + FaceSet.PixelCount > _pixels.Length)
        {
            // Doubling stops at the longest array there is: 932,067 faces, 26 times FER2013.
            var longer = Math.Min(2L * _pixels.Length, Array.MaxLength / FaceSet.PixelCount * FaceSet.PixelCount);
            if (start + FaceSet.PixelCount > longer)
                throw new UserInputException($"more than {Count} faces do not fit into one face set", "use a part of the data");
            Array.Resize(ref _pixels, (int)longer);
        }

        return _pixels.AsSpan((int)start, FaceSet.PixelCount);
    }

    /// <summary>Takes the row whose pixels are in <see cref="NextFace"/>.</summary>
    public void Add(int label, DataSplit split)
    {
        _labels.Add((sbyte)label);
        _splits.Add(split);
    }

    /// <summary>The label of a row.</summary>
    public int LabelOf(int row) => _labels[row];

    /// <summary>The split of a row.</summary>
    public DataSplit SplitOf(int row) => _splits[row];

    /// <summary>The rows of a split, in file order.</summary>
    public IReadOnlyList<int> RowsOf(DataSplit split) => Enumerable.Range(0, Count).Where(row => _splits[row] == split).ToArray();

    /// <summary>The pixels of some rows, one after the other.</summary>
    public byte[] PixelsOf(IReadOnlyList<int> rows)
    {
        var pixels = new byte[rows.Count * FaceSet.PixelCount];
        for (var face = 0; face < rows.Count; face++)
            _pixels.AsSpan(rows[face] * FaceSet.PixelCount, FaceSet.PixelCount).CopyTo(pixels.AsSpan(face * FaceSet.PixelCount));
        return pixels;
    }

    /// <summary>The faces of a split with one-hot FER2013 targets, or null where there are none.</summary>
    public FaceSet? ToFaceSet(DataSplit split)
    {
        var rows = RowsOf(split);
        return rows.Count == 0 ? null : FaceSet.FromLabels(PixelsOf(rows), rows.Select(LabelOf).ToArray(), EmotionClasses.Fer2013);
    }
}
