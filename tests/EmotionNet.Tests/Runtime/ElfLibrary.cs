using System.Text;

namespace EmotionNet.Tests.Runtime;

/// <summary>The smallest ELF library with a version requirement: header, strings, requirement, section table.</summary>
internal static class ElfLibrary
{
    public static byte[] Requiring(string version)
    {
        var strings = Encoding.ASCII.GetBytes($"\0{version}\0");
        var image = new byte[64 + 64 + 32 + (2 * 64)];
        byte[] magic = [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1];
        magic.CopyTo(image, 0);
        strings.CopyTo(image, 64);
        const int Requirement = 128, Table = 160;
        BitConverter.TryWriteBytes(image.AsSpan(0x28), (ulong)Table);
        BitConverter.TryWriteBytes(image.AsSpan(0x3a), (ushort)64);
        BitConverter.TryWriteBytes(image.AsSpan(0x3c), (ushort)2);
        BitConverter.TryWriteBytes(image.AsSpan(Requirement), (ushort)1);
        BitConverter.TryWriteBytes(image.AsSpan(Requirement + 2), (ushort)1);
        BitConverter.TryWriteBytes(image.AsSpan(Requirement + 8), 16u);
        BitConverter.TryWriteBytes(image.AsSpan(Requirement + 16 + 8), 1u);
        BitConverter.TryWriteBytes(image.AsSpan(Table + 0x18), 64ul);
        BitConverter.TryWriteBytes(image.AsSpan(Table + 64 + 4), 0x6ffffffeu);
        BitConverter.TryWriteBytes(image.AsSpan(Table + 64 + 0x18), (ulong)Requirement);
        return image;
    }
}
