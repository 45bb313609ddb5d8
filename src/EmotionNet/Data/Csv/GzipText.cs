using System.IO.Compression;
using EmotionNet.Files;

namespace EmotionNet.Data.Csv;

/// <summary>
/// The content of a gzip file, which must be whole. .NET's GZipStream takes the end of a file that is cut off for the end of the archive, and rows that
/// happen to end there would be taken for all. So it is given a last member of ours after the file: what does not end with its content is cut off.
/// </summary>
/// <param name="file">The file, which is owned.</param>
internal sealed class GzipText(Stream file) : ForwardStream
{
    private static readonly byte[] Mark = "\0end of the archive\0"u8.ToArray();
    private static readonly byte[] LastMember = Compress(Mark);

    private readonly GZipStream _content = new(new Continued(file, LastMember), CompressionMode.Decompress);
    private readonly byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private bool _isAtEnd;

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The archive is damaged or cut off.</exception>
    public override int Read(Span<byte> buffer)
    {
        // What may be the mark is held back.
        while (!_isAtEnd && _end - _start <= Mark.Length)
        {
            _buffer.AsSpan(_start.._end).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
            var count = _content.Read(_buffer.AsSpan(_end));
            _end += count;
            _isAtEnd = count == 0;
            if (_isAtEnd && !_buffer.AsSpan(_start.._end).EndsWith(Mark))
            {
                throw new InvalidDataException("The archive is cut off.");
            }
        }

        var given = Math.Min(buffer.Length, _end - _start - Mark.Length);
        _buffer.AsSpan(_start, given).CopyTo(buffer);
        _start += given;
        return given;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _content.Dispose();
        }

        base.Dispose(disposing);
    }

    private static byte[] Compress(byte[] content)
    {
        using var archive = new MemoryStream();
        using (var gzip = new GZipStream(archive, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return archive.ToArray();
    }

    // A file, and bytes after it.
    private sealed class Continued(Stream file, byte[] rest) : ForwardStream
    {
        private int _position;

        public override int Read(Span<byte> buffer)
        {
            var count = file.Read(buffer);
            if (count > 0 || buffer.Length == 0)
            {
                return count;
            }

            count = Math.Min(buffer.Length, rest.Length - _position);
            rest.AsSpan(_position, count).CopyTo(buffer);
            _position += count;
            return count;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                file.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
