using EmotionNet.Data.Csv;

namespace EmotionNet.Data.Fer2013;

/// <summary>
/// Pixel fields of consecutive rows, copied out of the CSV reader's buffer so that another thread can parse them while the reader goes on.
/// </summary>
internal sealed class PixelBatch
{
    private const int FullLength = 512 * 1024;

    private readonly List<Field> _fields = [];
    private byte[] _text = new byte[FullLength];
    private int _length;

    /// <summary>True where the batch is worth a thread's turn: some 60 rows.</summary>
    public bool IsFull => _length >= FullLength;

    /// <summary>True where no row was added.</summary>
    public bool IsEmpty => _fields.Count == 0;

    /// <summary>Adds a row.</summary>
    /// <param name="pixels">The field as UTF-8; it is copied.</param>
    /// <param name="face">The 2304 bytes that <see cref="Parse"/> fills.</param>
    /// <param name="place">The place of the row, for an error.</param>
    public void Add(ReadOnlySpan<byte> pixels, Memory<byte> face, CsvPlace place)
    {
        if (pixels.Length > _text.Length - _length)
        {
            Array.Resize(ref _text, Math.Max(2 * _text.Length, _length + pixels.Length));
        }

        pixels.CopyTo(_text.AsSpan(_length));
        _fields.Add(new Field(_length, pixels.Length, face, place));
        _length += pixels.Length;
    }

    /// <summary>Parses the fields in order and returns the first that is wrong, or null.</summary>
    public PixelError? Parse()
    {
        foreach (var field in _fields)
        {
            if (PixelField.Parse(_text.AsSpan(field.Start, field.Length), field.Face.Span) is { } problem)
            {
                return new PixelError(field.Place, problem);
            }
        }

        return null;
    }

    /// <summary>Removes all rows, for the next use.</summary>
    public void Clear()
    {
        _fields.Clear();
        _length = 0;
    }

    private readonly record struct Field(int Start, int Length, Memory<byte> Face, CsvPlace Place);
}

/// <summary>A pixel field that is wrong.</summary>
/// <param name="Place">The row.</param>
/// <param name="Problem">What is wrong, as the beginning of a sentence.</param>
internal sealed record PixelError(CsvPlace Place, string Problem);
