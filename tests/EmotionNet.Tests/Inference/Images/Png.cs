using System.Buffers.Binary;
using System.IO.Compression;
using EmotionNet.Inference.Images;

namespace EmotionNet.Tests.Inference.Images;

/// <summary>PNG files, and the checksum of their chunks.</summary>
internal static class Png
{
    public static byte[] OfOneGrey(int width, int height)
    {
        using var stream = new MemoryStream();
        ImageFile.WriteGreyPng(stream, new byte[width * height], width, height);
        return stream.ToArray();
    }

    /// <summary>A small file that claims to be of another size.</summary>
    public static byte[] HeaderOnly(int width, int height)
    {
        var file = OfOneGrey(8, 8);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(20), height);
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(29), Crc(file.AsSpan(12, 17)));
        return file;
    }

    /// <summary>A file of 8-bit grey whose pixels inflate to so many zeros, whatever its header says.</summary>
    public static byte[] OfZeros(int width, int height, bool interlaced, int inflatedLength)
    {
        using var pixels = new MemoryStream();
        using (var deflate = new ZLibStream(pixels, CompressionLevel.SmallestSize))
        {
            deflate.Write(new byte[inflatedLength]);
        }

        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[12]) = (8, (byte)(interlaced ? 1 : 0));
        return [0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n', .. Chunk("IHDR"u8, header), .. Chunk("IDAT"u8, pixels.ToArray()), .. Chunk("IEND"u8, [])];
    }

    public static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
            }
        }

        return ~crc;
    }

    private static byte[] Chunk(ReadOnlySpan<byte> type, byte[] content)
    {
        var (length, checksum) = (new byte[4], new byte[4]);
        BinaryPrimitives.WriteInt32BigEndian(length, content.Length);
        byte[] named = [.. type, .. content];
        BinaryPrimitives.WriteUInt32BigEndian(checksum, Crc(named));
        return [.. length, .. named, .. checksum];
    }
}
