using System.Buffers.Binary;
using EmotionNet.Files;

namespace EmotionNet.Inference.Images;

/// <summary>The compressed pixels of a PNG, which lie in one run of IDAT chunks, without a copy of them.</summary>
/// <param name="file">A PNG whose chunks lie within it.</param>
/// <param name="position">Where the first IDAT chunk begins.</param>
internal sealed class PngDataStream(byte[] file, int position) : ForwardStream
{
    private const int LengthAndType = 8;
    private const int Checksum = 4;

    private int _left;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        while (_left == 0)
        {
            if (!file.AsSpan(position + 4, 4).SequenceEqual("IDAT"u8))
            {
                return 0;
            }

            _left = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(position));
            position += LengthAndType + (_left == 0 ? Checksum : 0);
        }

        var count = Math.Min(buffer.Length, _left);
        file.AsSpan(position, count).CopyTo(buffer);
        _left -= count;
        position += count + (_left == 0 ? Checksum : 0);
        return count;
    }
}
