using System.Buffers.Binary;

namespace EmotionNet.Inference.Images;

/// <summary>
/// What files of the four formats say of themselves before anything is decoded. ImageSharp's decoders fill what is missing of a JPEG, BMP or WebP file
/// with grey, and decode every frame of an animation.
/// </summary>
internal static class ImageContainer
{
    private const int BmpHeaderLength = 14;
    private const int BmpPixels = 10;

    /// <summary>True where the file ends before its format's end.</summary>
    /// <param name="file">A PNG, JPEG, BMP or WebP file.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="bitsPerPixel">As the file stores them.</param>
    public static bool IsCutOff(byte[] file, int width, int height, int bitsPerPixel) => file switch
    {
        [0x89, (byte)'P', ..] => !PngContainer.IsWhole(file, width, height, bitsPerPixel),
        [0xFF, 0xD8, ..] => !HasEndOfJpeg(file),
        [(byte)'B', (byte)'M', ..] => IsBmpCutOff(file, width, height, bitsPerPixel),
        _ => file.Length < 12 || file.Length - 8 < BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(4)), // RIFF, length, WEBP
    };

    /// <summary>True for a BMP whose pixels begin after its end. ImageSharp asks for as much memory for the palette before them, up to 2 GB.</summary>
    /// <param name="head">The first bytes of the file.</param>
    /// <param name="length">The bytes of the file.</param>
    public static bool IsBmpWithoutPixels(ReadOnlySpan<byte> head, long length) =>
        head.StartsWith("BM"u8) && (head.Length < BmpHeaderLength || BinaryPrimitives.ReadUInt32LittleEndian(head[BmpPixels..]) > length);

    /// <summary>True for a WebP file of several frames: each of them may have the maximum size, and only one is wanted.</summary>
    public static bool IsAnimated(ReadOnlySpan<byte> file)
    {
        const int AnimationFlag = 2;
        return file.Length > 20 && file.StartsWith("RIFF"u8) && file[12..].StartsWith("VP8X"u8) && (file[20] & AnimationFlag) != 0;
    }

    /// <summary>Goes from marker to marker, since the thumbnail within a segment has an end of its own.</summary>
    private static bool HasEndOfJpeg(ReadOnlySpan<byte> file)
    {
        const byte EndOfImage = 0xD9, StartOfScan = 0xDA;
        var position = 2;
        while (position + 1 < file.Length)
        {
            var marker = file[position + 1];
            if (file[position] != 0xFF || marker == 0xFF)
            {
                position++; // padding, which decoders pass over as well
                continue;
            }

            if (marker == EndOfImage)
            {
                return true;
            }

            if (position + 4 > file.Length)
            {
                return false;
            }

            position += IsWithoutLength(marker) ? 2 : 2 + BinaryPrimitives.ReadUInt16BigEndian(file[(position + 2)..]);
            if (marker == StartOfScan)
            {
                position = NextMarker(file, position);
            }
        }

        return false;
    }

    private static bool IsWithoutLength(byte marker) => marker is 0x00 or 0x01 or (>= 0xD0 and <= 0xD8);

    /// <summary>The end of a scan's data: 0xFF is followed by 0 where it is data and by D0 to D7 where the scan restarts.</summary>
    private static int NextMarker(ReadOnlySpan<byte> file, int position)
    {
        while (position < file.Length)
        {
            var step = file[position..].IndexOf((byte)0xFF);
            if (step < 0)
            {
                break;
            }

            position += step;
            if (position + 1 < file.Length && file[position + 1] is not (0x00 or 0xFF or (>= 0xD0 and <= 0xD7)))
            {
                return position;
            }

            position++;
        }

        return file.Length;
    }

    private static bool IsBmpCutOff(ReadOnlySpan<byte> file, int width, int height, int bitsPerPixel)
    {
        const int InfoHeaderLength = 40, BitFields = 3;
        if (file.Length < BmpHeaderLength + sizeof(uint))
        {
            return true;
        }

        var infoLength = BinaryPrimitives.ReadUInt32LittleEndian(file[BmpHeaderLength..]);
        var compression = infoLength >= InfoHeaderLength && file.Length >= 34 ? BinaryPrimitives.ReadUInt32LittleEndian(file[30..]) : 0;
        var start = BinaryPrimitives.ReadUInt32LittleEndian(file[BmpPixels..]);
        var rowLength = (((long)width * bitsPerPixel) + 31) / 32 * 4; // rows end at multiples of four bytes
        return compression is 0 or BitFields && file.Length < start + (rowLength * height);
    }
}
