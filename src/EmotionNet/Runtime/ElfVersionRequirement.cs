using System.Buffers.Binary;
using System.Text;

namespace EmotionNet.Runtime;

/// <summary>
/// Marks a symbol version that a 64-bit little-endian ELF library asks for as weak, so that the loader no longer insists on it
/// (System V ABI and the Linux Standard Base, "Symbol Version Requirements").
/// </summary>
internal static class ElfVersionRequirement
{
    private const uint VersionNeededSection = 0x6ffffffe; // SHT_GNU_verneed
    private const ushort WeakFlag = 0x2; // VER_FLG_WEAK

    /// <summary>Sets the weak flag on each requirement of <paramref name="version"/>.</summary>
    /// <param name="image">The library's bytes; changed in place.</param>
    /// <param name="version">The version's name, such as <c>GLIBCXX_3.4.32</c>.</param>
    /// <returns>Whether a byte was changed.</returns>
    /// <exception cref="InvalidDataException">The bytes are no 64-bit little-endian ELF file, or are cut off.</exception>
    public static bool MarkWeak(Span<byte> image, string version)
    {
        if (image.Length < 64 || !image[..6].SequenceEqual<byte>([0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1]))
        {
            throw new InvalidDataException("Not a 64-bit little-endian ELF file.");
        }

        try
        {
            return MarkSections(image, Encoding.ASCII.GetBytes(version));
        }
        catch (Exception error) when (error is ArgumentOutOfRangeException or OverflowException)
        {
            throw new InvalidDataException("The ELF file is cut off.", error);
        }
    }

    private static bool MarkSections(Span<byte> image, ReadOnlySpan<byte> version)
    {
        var table = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(image[0x28..]));
        int entrySize = UInt16(image, 0x3a), count = UInt16(image, 0x3c);
        var changed = false;
        for (var index = 0; index < count; index++)
        {
            var header = table + (index * entrySize);
            if (UInt32(image, header + 4) == VersionNeededSection)
            {
                var strings = SectionOffset(image, table + ((int)UInt32(image, header + 0x28) * entrySize));
                changed |= MarkRequirements(image, SectionOffset(image, header), strings, version);
            }
        }

        return changed;
    }

    private static bool MarkRequirements(Span<byte> image, int library, int strings, ReadOnlySpan<byte> version)
    {
        var changed = false;
        for (var nextLibrary = -1; nextLibrary != 0; library += nextLibrary)
        {
            var requirement = library + (int)UInt32(image, library + 8);
            for (var left = UInt16(image, library + 2); left > 0; left--)
            {
                var name = image[(strings + (int)UInt32(image, requirement + 8))..];
                var flags = UInt16(image, requirement + 4);
                if ((flags & WeakFlag) == 0 && name[..name.IndexOf((byte)0)].SequenceEqual(version))
                {
                    BinaryPrimitives.WriteUInt16LittleEndian(image[(requirement + 4)..], (ushort)(flags | WeakFlag));
                    changed = true;
                }

                requirement += (int)UInt32(image, requirement + 12);
            }

            nextLibrary = (int)UInt32(image, library + 12);
        }

        return changed;
    }

    private static int SectionOffset(ReadOnlySpan<byte> image, int header) =>
        checked((int)BinaryPrimitives.ReadUInt64LittleEndian(image[(header + 0x18)..]));

    private static ushort UInt16(ReadOnlySpan<byte> image, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(image[offset..]);

    private static uint UInt32(ReadOnlySpan<byte> image, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(image[offset..]);
}
