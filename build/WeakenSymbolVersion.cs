// MSBuild compiles this file against netstandard2.0 when EmotionNet.targets needs it; the tests compile the part without MSBuild.
#if !NET
using System;
using System.IO;
using System.Linq;
#endif
using System.Text;

namespace EmotionNet.Build;

/// <summary>
/// Marks a symbol version that a 64-bit little-endian ELF library requires as weak, so that the loader no longer insists on it
/// (System V ABI and the Linux Standard Base, "Symbol Version Requirements").
/// </summary>
public static class ElfSymbolVersion
{
    private const uint VersionNeededSection = 0x6ffffffe; // SHT_GNU_verneed
    private const ushort WeakFlag = 0x2; // VER_FLG_WEAK
    private static readonly byte[] Magic = { 0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1 };

    /// <summary>Sets the weak flag on each requirement of <paramref name="version"/>.</summary>
    /// <param name="image">The library's bytes; changed in place.</param>
    /// <param name="version">The version's name, such as <c>GLIBCXX_3.4.32</c>.</param>
    /// <returns>Whether a byte was changed.</returns>
    /// <exception cref="InvalidDataException">The bytes are not a 64-bit little-endian ELF file, or are cut off.</exception>
    public static bool Weaken(byte[] image, string version)
    {
        if (image.Length < 64 || !image.Take(Magic.Length).SequenceEqual(Magic))
        {
            throw new InvalidDataException("not a 64-bit little-endian ELF library");
        }

        try
        {
            return WeakenSections(image, Encoding.ASCII.GetBytes(version + "\0"));
        }
        catch (Exception error) when (error is ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            throw new InvalidDataException("an ELF library that is cut off", error);
        }
    }

    private static bool WeakenSections(byte[] image, byte[] version)
    {
        int table = Offset(image, 0x28), entrySize = UInt16(image, 0x3a), count = UInt16(image, 0x3c);
        var changed = false;
        for (var index = 0; index < count; index++)
        {
            var header = checked(table + (index * entrySize));
            if (UInt32(image, header + 4) == VersionNeededSection)
            {
                var strings = Offset(image, checked(table + ((int)UInt32(image, header + 0x28) * entrySize) + 0x18));
                changed |= WeakenRequirements(image, Offset(image, header + 0x18), strings, version);
            }
        }

        return changed;
    }

    private static bool WeakenRequirements(byte[] image, int library, int strings, byte[] version)
    {
        var changed = false;
        for (var nextLibrary = -1; nextLibrary != 0; library = checked(library + nextLibrary))
        {
            var requirement = checked(library + (int)UInt32(image, library + 8));
            for (var left = UInt16(image, library + 2); left > 0; left--)
            {
                var name = checked(strings + (int)UInt32(image, requirement + 8));
                var flags = UInt16(image, requirement + 4);
                if ((flags & WeakFlag) == 0 && version.Select((letter, index) => image[name + index] == letter).All(same => same))
                {
                    image[requirement + 4] = (byte)(flags | WeakFlag); // the low byte of the flags
                    changed = true;
                }

                requirement = checked(requirement + (int)UInt32(image, requirement + 12));
            }

            nextLibrary = checked((int)UInt32(image, library + 12));
        }

        return changed;
    }

    private static int Offset(byte[] image, int position) => checked((int)BitConverter.ToUInt64(image, position));

    private static uint UInt32(byte[] image, int position) => BitConverter.ToUInt32(image, position);

    private static ushort UInt16(byte[] image, int position) => BitConverter.ToUInt16(image, position);
}

#if !NET
/// <summary>Writes a copy of an ELF library in which one required symbol version is weak.</summary>
public sealed class WeakenSymbolVersion : Microsoft.Build.Utilities.Task
{
    /// <summary>The library; never changed.</summary>
    [Microsoft.Build.Framework.Required]
    public string Library { get; set; }

    /// <summary>The version, such as <c>GLIBCXX_3.4.32</c>; a library that does not require it is copied as it is.</summary>
    [Microsoft.Build.Framework.Required]
    public string Version { get; set; }

    /// <summary>The file to write.</summary>
    [Microsoft.Build.Framework.Required]
    public string Copy { get; set; }

    /// <inheritdoc/>
    public override bool Execute()
    {
        try
        {
            var image = File.ReadAllBytes(Library);
            ElfSymbolVersion.Weaken(image, Version);
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(Copy)));
            File.Delete(Copy); // never written through a link
            File.WriteAllBytes(Copy, image);
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            var sentence = "Cannot mark " + Version + " as weak in " + Library + ": " + error.Message.TrimEnd('.') + ". Restore the TorchSharp package again.";
            Log.LogError(null, "EMOTIONNET1", null, null, 0, 0, 0, 0, sentence.Replace("{", "{{").Replace("}", "}}"));
        }

        return !Log.HasLoggedErrors;
    }
}
#endif
