using EmotionNet.Files;

namespace EmotionNet.Data.Csv;

/// <summary>
/// The text of a CSV file, plain or compressed with gzip whatever its name is. A file that is something else is refused for what it is.
/// Read once; it knows its last byte, which tells a file that is cut off from a whole one.
/// </summary>
internal sealed class CsvStream : ForwardStream
{
    private readonly Stream _text;
    private byte _lastByte;

    private CsvStream(Stream text, char separator) => (_text, Separator) = (text, separator);

    /// <summary>What stands between the fields: a comma, or a semicolon or tab where the first line has no comma.</summary>
    public char Separator { get; }

    /// <summary>Whether what was read so far ends in a line break.</summary>
    public bool EndsInLineBreak => _lastByte is (byte)'\n' or (byte)'\r';

    /// <summary>Opens a file.</summary>
    /// <exception cref="UserInputException">The file is missing, empty, unreadable, or not CSV by its first bytes.</exception>
    public static CsvStream Open(string path)
    {
        var isGzip = IsGzip(FileSignature.HeadOf(path));
        byte[] head;
        using (var beginning = OpenText(path, isGzip))
        {
            head = FileSignature.ReadHead(beginning, path);
        }

        if (isGzip && FileSignature.IsTar(head))
        {
            throw new UserInputException("the file is a tar archive compressed with gzip", "unpack it first (tar xzf)", path);
        }

        if (FileSignature.Of(head) is { } other)
        {
            throw other.Refuse(path);
        }

        return head.Contains((byte)0)
            ? throw new UserInputException("the file is binary and not CSV", "download it again, or use another copy of the data", path)
            : new CsvStream(OpenText(path, isGzip), SeparatorOf(head));
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var count = _text.Read(buffer);
        if (count > 0)
        {
            _lastByte = buffer[count - 1];
        }

        return count;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _text.Dispose();
        }

        base.Dispose(disposing);
    }

    private static bool IsGzip(ReadOnlySpan<byte> head) => head is [0x1F, 0x8B, ..];

    private static Stream OpenText(string path, bool isGzip)
    {
        var file = InputFiles.Open(path);
        return isGzip ? new GzipText(file) : file;
    }

    private static char SeparatorOf(ReadOnlySpan<byte> head)
    {
        var end = head.IndexOfAny((byte)'\n', (byte)'\r');
        var line = end < 0 ? head : head[..end];
        return line.Contains((byte)',') ? ',' : line.Contains((byte)';') ? ';' : line.Contains((byte)'\t') ? '\t' : ',';
    }
}
