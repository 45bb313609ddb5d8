using System.Collections.Concurrent;
using EmotionNet.Runtime;
using static TorchSharp.torch;

namespace EmotionNet.Data;

/// <summary>
/// The rows of a file in their order: pixels in blocks that never move, a label and a split for each row.
/// It is what the CSV readers fill, before the faces of each split go their own way.
/// </summary>
internal sealed class FaceRowBuffer
{
    private const int FacesInBlock = 64;

    /// <summary>As many as a span of bytes can hold, 26 times FER2013.</summary>
    public static readonly int MaximumFaces = Array.MaxLength / FaceSet.PixelCount;

    private readonly List<Row> _rows = [];
    private byte[] _block = [];
    private int _start;

    /// <summary>The number of rows.</summary>
    public int Count => _rows.Count;

    /// <summary>Room for the pixels of the next row, which <see cref="Add"/> then takes.</summary>
    public Memory<byte> NextFace()
    {
        if (_start == _block.Length)
        {
            CheckRoomFor(1);
            _block = GC.AllocateUninitializedArray<byte>(FacesInBlock * FaceSet.PixelCount);
            _start = 0;
        }

        return _block.AsMemory(_start, FaceSet.PixelCount);
    }

    /// <summary>Takes the row whose pixels are in <see cref="NextFace"/>.</summary>
    public void Add(int label, DataSplit split)
    {
        _rows.Add(new Row(_block, _start, label, split));
        _start += FaceSet.PixelCount;
    }

    /// <summary>The label of a row.</summary>
    public int LabelOf(int row) => _rows[row].Label;

    /// <summary>The split of a row.</summary>
    public DataSplit SplitOf(int row) => _rows[row].Split;

    /// <summary>The pixels of a row.</summary>
    public ReadOnlySpan<byte> FaceOf(int row) => _rows[row].Block.AsSpan(_rows[row].Start, FaceSet.PixelCount);

    /// <summary>The rows of a split, in file order.</summary>
    public IReadOnlyList<int> RowsOf(DataSplit split) => Enumerable.Range(0, Count).Where(row => _rows[row].Split == split).ToArray();

    /// <summary>The faces of some rows, <c>uint8 [N, 1, 48, 48]</c>.</summary>
    public Tensor ImagesOf(IReadOnlyList<int> rows)
    {
        TorchRuntime.Initialize();
        var images = empty([rows.Count, 1, FaceSet.ImageSize, FaceSet.ImageSize], dtype: uint8);
        if (rows.Count > 0)
        {
            Parallel.ForEach(Partitioner.Create(0, rows.Count), range =>
            {
                var pixels = images.bytes;
                for (var face = range.Item1; face < range.Item2; face++)
                {
                    FaceOf(rows[face]).CopyTo(pixels.Slice(face * FaceSet.PixelCount, FaceSet.PixelCount));
                }
            });
        }

        return images;
    }

    /// <summary>The faces of a split with one-hot FER2013 targets, or null where there are none.</summary>
    public FaceSet? ToFaceSet(DataSplit split)
    {
        var rows = RowsOf(split);
        return rows.Count == 0 ? null : FaceSet.FromLabels(ImagesOf(rows), rows.Select(LabelOf).ToArray(), EmotionClasses.Fer2013);
    }

    private void CheckRoomFor(int more)
    {
        if (Count + more > MaximumFaces)
        {
            throw new UserInputException($"more than {MaximumFaces} faces do not fit into one face set", "use a part of the data");
        }
    }

    private readonly record struct Row(byte[] Block, int Start, int Label, DataSplit Split);
}
