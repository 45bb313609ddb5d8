using System.Buffers.Binary;
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
}
