using System.Buffers.Binary;

namespace EmotionNet.Data.Parquet;

/// <summary>The metadata at the end of a Parquet file: a Thrift structure, its length, and <c>PAR1</c>.</summary>
internal static class ParquetFooter
{
    private const int MaximumLength = 64 << 20;
    private const int TailLength = 8;

    /// <summary>Checks that the metadata is a whole structure. The stream stands where it stood.</summary>
    /// <exception cref="InvalidDataException">It is not.</exception>
    public static void Check(Stream file)
    {
        var position = file.Position;
        Span<byte> tail = stackalloc byte[TailLength];
        file.Seek(-Math.Min(file.Length, TailLength), SeekOrigin.End);
        file.ReadAtLeast(tail, TailLength, throwOnEndOfStream: false);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(tail);
        if (!tail.EndsWith("PAR1"u8) || length > Math.Min(file.Length - TailLength, MaximumLength))
        {
            throw new InvalidDataException("There is no metadata at the end.");
        }

        var metadata = new byte[length];
        file.Seek(-TailLength - metadata.Length, SeekOrigin.End);
        file.ReadExactly(metadata);
        ThriftStructure.LengthOf(metadata);
        file.Position = position;
    }
}
