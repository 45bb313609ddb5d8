using System.Text;
using EmotionNet.Runtime;

namespace EmotionNet.Tests.Runtime;

public sealed class NativeLibrariesTests : IDisposable
{
    private const string Version = "GLIBCXX_3.4.32";
    private readonly string _folder = Directory.CreateTempSubdirectory("emotionnet-elf").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_strong_requirement_is_marked_weak_and_nothing_else_changes()
    {
        var before = ElfImage(Version);
        var after = (byte[])before.Clone();

        Assert.True(ElfVersionRequirement.MarkWeak(after, Version));

        var changed = Enumerable.Range(0, before.Length).Where(index => before[index] != after[index]).ToList();
        Assert.Single(changed);
        Assert.Equal(2, after[changed[0]]);
    }

    [Fact]
    public void Marking_twice_changes_nothing_the_second_time()
    {
        var image = ElfImage(Version);
        ElfVersionRequirement.MarkWeak(image, Version);

        Assert.False(ElfVersionRequirement.MarkWeak(image, Version));
    }

    [Fact]
    public void A_library_that_asks_for_an_older_version_is_left_alone() =>
        Assert.False(ElfVersionRequirement.MarkWeak(ElfImage("GLIBCXX_3.4.30"), Version));

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(100)]
    [InlineData(200)]
    public void A_library_that_is_cut_off_is_refused(int length) =>
        Assert.Throws<InvalidDataException>(() => ElfVersionRequirement.MarkWeak(ElfImage(Version).AsSpan(0, length), Version));

    [Fact]
    public void A_bridge_that_does_not_fit_the_users_libtorch_is_the_users_to_mend()
    {
        var bridge = Path.Combine(_folder, "libLibTorchSharp.so");
        File.WriteAllText(bridge, "no library");

        var error = Assert.Throws<UserInputException>(() => NativeLibraries.LoadBridge(bridge, "/opt/torch/lib"));

        Assert.StartsWith("/opt/torch/lib: the libtorch there does not fit", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_is_replaced_and_its_target_stays_as_it_was()
    {
        var cache = Path.Combine(_folder, "cache.so");
        var link = Path.Combine(_folder, "libLibTorchSharp.so");
        File.WriteAllBytes(cache, ElfImage(Version));
        File.CreateSymbolicLink(link, cache);

        Assert.Equal(link, NativeLibraries.Fix(link, () => _folder));

        Assert.Equal(ElfImage(Version), File.ReadAllBytes(cache));
        Assert.False(ElfVersionRequirement.MarkWeak(File.ReadAllBytes(link), Version));
        Assert.Null(new FileInfo(link).LinkTarget);
    }

    [Fact]
    public void Where_the_folder_cannot_be_written_a_copy_is_mended_instead()
    {
        var path = Path.Combine(_folder, "libLibTorchSharp.so");
        File.WriteAllBytes(path, ElfImage(Version));
        Directory.CreateDirectory($"{path}.{Environment.ProcessId}.tmp"); // in the way of the temporary file, for root as well
        var fallback = Path.Combine(_folder, "fallback");

        var usable = NativeLibraries.Fix(path, () => Directory.CreateDirectory(fallback).FullName);

        Assert.StartsWith(fallback, usable, StringComparison.Ordinal);
        Assert.False(ElfVersionRequirement.MarkWeak(File.ReadAllBytes(usable), Version));
    }

    [Fact]
    public void Libtorch_loads_on_this_machine() => Assert.Equal(2f, TorchSharp.torch.ones(2).sum().item<float>());

    // The least ELF file with a version requirement: header, string section, Requirement section.
    private static byte[] ElfImage(string version)
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
