using EmotionNet.Files;
using Microsoft.Win32.SafeHandles;

namespace EmotionNet.Data.Fer2013;

/// <summary>
/// The quick reader of the one big file, for its usual dress: pieces of the file are parsed on all cores, each row where it begins.
/// It knows no errors: whatever is not plain goes to <see cref="Fer2013Csv"/>'s careful reading, which finds the row and says what is wrong.
/// </summary>
internal static class PlainFer2013Csv
{
    /// <summary>Some 120 rows; from an eighth of it to four times as much there is no difference to be measured.</summary>
    private const int PieceLength = 1 << 20;

    /// <summary>A plain row has at most 9.3 KB.</summary>
    private const int LongestRow = 1 << 14;

    /// <summary>Reads all rows of a file in its order, or null where the file is not plain.</summary>
    /// <param name="path">The file.</param>
    /// <param name="splitWithoutUsage">As for <see cref="Fer2013Csv.Read"/>.</param>
    /// <param name="pieceLength">The bytes of a piece, 0 for the usual number.</param>
    /// <exception cref="UserInputException">The file is missing, empty or may not be read.</exception>
    public static FaceRowBuffer? Read(string path, DataSplit? splitWithoutUsage, int pieceLength = 0)
    {
        using var stream = InputFiles.Open(path);
        return Read(stream.SafeFileHandle, stream.Length, splitWithoutUsage, pieceLength > 0 ? pieceLength : PieceLength);
    }

    private static FaceRowBuffer? Read(SafeFileHandle file, long fileLength, DataSplit? splitWithoutUsage, int pieceLength)
    {
        var header = new byte[Math.Min(fileLength, LongestRow)].AsSpan();
        var headerLength = TryFill(file, header, 0) ? header.IndexOf((byte)'\n') + 1 : 0;
        if (headerLength == 0)
        {
            return null;
        }

        var mark = header.StartsWith("\uFEFF"u8) ? 3 : 0;
        var row = PlainRow.FromHeader(WithoutLineEnd(header[mark..headerLength]), splitWithoutUsage);
        if (row is null)
        {
            return null;
        }

        var pieces = new FaceRowBuffer[(fileLength - headerLength + pieceLength - 1) / pieceLength];
        var result = Parallel.For(0, pieces.Length, () => new byte[1 + pieceLength + LongestRow], (index, loop, buffer) =>
        {
            // The byte before the piece tells whether a row begins with it.
            var before = headerLength - 1 + ((long)index * pieceLength);
            var text = buffer.AsSpan(0, (int)Math.Min(buffer.Length, fileLength - before));
            if (TryFill(file, text, before) && ReadPiece(text, 1 + pieceLength, before + text.Length == fileLength, row) is { } rows)
            {
                pieces[index] = rows;
            }
            else
            {
                loop.Stop();
            }

            return buffer;
        }, _ => { });
        return result.IsCompleted && pieces.Any(piece => piece.Count > 0) ? FaceRowBuffer.Concatenate(pieces) : null;
    }

    private static bool TryFill(SafeFileHandle file, Span<byte> text, long position)
    {
        try
        {
            while (text.Length > 0)
            {
                var read = RandomAccess.Read(file, text, position);
                if (read == 0)
                {
                    return false;
                }

                text = text[read..];
                position += read;
            }

            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>The rows that begin before <paramref name="end"/>, after the first line break; null where one is not plain.</summary>
    private static FaceRowBuffer? ReadPiece(ReadOnlySpan<byte> text, int end, bool isLast, PlainRow row)
    {
        var rows = new FaceRowBuffer();
        var position = text[..Math.Min(end, text.Length)].IndexOf((byte)'\n') + 1;
        if (position == 0)
        {
            return rows;
        }

        while (position < Math.Min(end, text.Length))
        {
            var length = text[position..].IndexOf((byte)'\n') + 1;
            if (length == 0 && !isLast)
            {
                return null;
            }

            var line = length == 0 ? text[position..] : WithoutLineEnd(text.Slice(position, length));
            if (line.Length > LongestRow || !row.TryAdd(line, rows))
            {
                return null;
            }

            position += length == 0 ? line.Length : length;
        }

        return rows;
    }

    private static ReadOnlySpan<byte> WithoutLineEnd(ReadOnlySpan<byte> line) => line.EndsWith("\r\n"u8) ? line[..^2] : line[..^1];
}
