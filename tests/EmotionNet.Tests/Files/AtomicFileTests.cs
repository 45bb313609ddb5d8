using EmotionNet.Files;

namespace EmotionNet.Tests.Files;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_name_of_a_temporary_file_tells_what_it_was_to_become()
    {
        string? seen = null;

        AtomicFile.Write(_folder.File("last.safetensors"), _ => seen = Path.GetFileName(Assert.Single(Directory.GetFiles(_folder.Path))));

        Assert.Equal("last.safetensors", AtomicFile.TargetOfTemporary(seen!));
    }

    [Fact]
    public void What_does_not_read_back_never_takes_the_place_of_the_old_file()
    {
        var path = _folder.Write("last.safetensors", "the epoch before");

        var error = Assert.Throws<UserInputException>(() => AtomicFile.Write(
            path, stream => stream.Write("half"u8), written => throw new IOException($"{written.Length} bytes of 8")));

        Assert.Equal($"{path}: the file cannot be written (4 bytes of 8); free space on the disk or choose a directory that can be written.", error.Message);
        Assert.Equal("the epoch before", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Theory]
    [InlineData("last.safetensors")]
    [InlineData("last.safetensors.tmp")]
    [InlineData("last.safetensors..tmp")]
    [InlineData("last.safetensors.12a.tmp")]
    [InlineData("4711.tmp.bak")]
    public void Other_names_are_those_of_other_programs(string name) => Assert.Null(AtomicFile.TargetOfTemporary(name));
}
