using System.Buffers.Binary;
using System.IO.Compression;

namespace EmotionNet.Inference.Images;

/// <summary>
/// Whether a PNG is whole, chunk by chunk. ImageSharp 2.1.13 looks for the next chunk where a length is wrong, and never ends where the data of an interlaced
/// image are cut short (<c>PngDecoderCore.DecodeInterlacedPixelData</c> leaves its inner loops for the beginning of the outer one).
/// </summary>
internal static class PngContainer
{
    private const int SignatureLength = 8;
    private const int HeaderLength = 13;
    private const int InterlaceMethod = SignatureLength + 8 + 12;

    /// <summary>The passes of Adam7: first column and row, and the steps between columns and rows.</summary>
    private static readonly (int X, int Y, int StepX, int StepY)[] Passes =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    /// <summary>True where one header comes first, every chunk lies within the file, the last is IEND, and an interlaced image has all its data.</summary>
    /// <param name="file">Begins with PNG's signature.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="bitsPerPixel">As the file stores them.</param>
    public static bool IsWhole(byte[] file, int width, int height, int bitsPerPixel)
    {
        var position = SignatureLength;
        var firstData = 0;
        var isFirst = true;
        var (hasData, dataEnded) = (false, false);
        while (position + 12 <= file.Length)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(position));
            var type = file.AsSpan(position + 4, 4);
            if (length > file.Length - position - 12 || type.SequenceEqual("IHDR"u8) != isFirst || (isFirst && length != HeaderLength))
            {
                return false;
            }

            if (type.SequenceEqual("IEND"u8))
            {
                return hasData && (file[InterlaceMethod] == 0 || HasAllPasses(file, firstData, width, height, bitsPerPixel));
            }

            // Data come in one run of chunks, which the decoder takes for ended by an empty one.
            var isData = type.SequenceEqual("IDAT"u8);
            if (isData && (dataEnded || length == 0))
            {
                return false;
            }

            firstData = isData && !hasData ? position : firstData;
            dataEnded = hasData && !isData;
            hasData |= isData;
            isFirst = false;
            position += (int)length + 12;
        }

        return false;
    }

    private static bool HasAllPasses(byte[] file, int firstData, int width, int height, int bitsPerPixel)
    {
        long missing = 0;
        foreach (var (x, y, stepX, stepY) in Passes)
        {
            long columns = Math.Max(0, (width - x + stepX - 1) / stepX), rows = Math.Max(0, (height - y + stepY - 1) / stepY);
            missing += columns == 0 ? 0 : rows * (1 + (((columns * bitsPerPixel) + 7) / 8));
        }

        using var pixels = new ZLibStream(new PngDataStream(file, firstData), CompressionMode.Decompress);
        var buffer = new byte[1 << 16];
        try
        {
            while (missing > 0 && pixels.Read(buffer) is > 0 and var read)
            {
                missing -= read;
            }
        }
        catch (InvalidDataException)
        {
            return false;
        }

        return missing <= 0;
    }
}
