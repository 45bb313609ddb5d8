using System.Buffers.Binary;

namespace EmotionNet.Fuzz;

/// <summary>
/// Changes files at random, as AFL's havoc stage does: bits, bytes, integers of interest, and pieces that are removed, repeated, moved, or taken
/// from another seed. The same seed of the random numbers makes the same files.
/// </summary>
internal sealed class Mutator(IReadOnlyList<byte[]> seeds, Random random)
{
    private const int MaximumLength = 1 << 20;

    private static readonly long[] Interesting =
    [
        0, 1, -1, 16, 32, 64, 100, 127, 128, 255, 256, 512, 1000, 1024, 4096, 32767, 32768, 65535, 65536, int.MaxValue, int.MinValue, long.MaxValue,
    ];

    private static readonly byte[][] Words =
    [
        .. ((string[])
        [
            ",", "\"", "\"\"", "\n", "\r\n", "\0", " ", ";", "\t", "-", ".", "..", "/", "../", "{", "}", "[", "]", ":", "e9", "999999999999999999999", "NaN",
            "\u001b[31m", "\u00e9", "\ufeff", "null", "true", "Training", "PublicTest", "PrivateTest", "emotion", "pixels", "Usage",
        ]).Select(System.Text.Encoding.UTF8.GetBytes),
        [0xff, 0xfe],
        [0xc0, 0x80],
    ];

    /// <summary>The next file.</summary>
    public byte[] Next()
    {
        var file = new List<byte>(Pick(seeds));
        var changes = 1 << random.Next(0, 6);
        for (var change = 0; change < changes; change++)
        {
            Change(file);
        }

        if (file.Count > MaximumLength)
        {
            file.RemoveRange(MaximumLength, file.Count - MaximumLength);
        }

        return [.. file];
    }

    private void Change(List<byte> file)
    {
        var at = random.Next(file.Count + 1);
        switch (random.Next(9))
        {
            case 0 when at < file.Count:
                file[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < file.Count:
                file[at] = (byte)random.Next(256);
                break;
            case 2:
                WriteInteger(file, at);
                break;
            case 3:
                file.RemoveRange(at, Length(file.Count - at));
                break;
            case 4:
                file.InsertRange(at, file.GetRange(at, Length(file.Count - at)));
                break;
            case 5:
                var (from, length) = (random.Next(file.Count + 1), 0);
                length = Length(file.Count - from);
                file.InsertRange(at, file.GetRange(from, length));
                break;
            case 6:
                file.InsertRange(at, Pick(Words));
                break;
            case 7:
                var other = Pick(seeds);
                var start = random.Next(other.Length + 1);
                file.InsertRange(at, other.AsSpan(start, Length(other.Length - start)).ToArray());
                break;
            default:
                file.RemoveRange(at, file.Count - at); // cut off
                break;
        }
    }

    private void WriteInteger(List<byte> file, int at)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        var value = Pick(Interesting);
        if (random.Next(2) == 0)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        }
        else
        {
            BinaryPrimitives.WriteInt64BigEndian(bytes, value);
            bytes.Reverse();
            bytes[..4].Reverse();
        }

        var width = 1 << random.Next(4);
        for (var index = 0; index < width && at + index < file.Count; index++)
        {
            file[at + index] = bytes[index];
        }
    }

    // Mostly short.
    private int Length(int available) => available == 0 ? 0 : random.Next(Math.Min(available, 1 << random.Next(1, 14)) + 1);

    private T Pick<T>(IReadOnlyList<T> items) => items[random.Next(items.Count)];
}
