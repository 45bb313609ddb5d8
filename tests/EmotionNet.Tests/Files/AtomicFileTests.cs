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

    [Theory]
    [InlineData("last.safetensors")]
    [InlineData("last.safetensors.tmp")]
    [InlineData("last.safetensors..tmp")]
    [InlineData("last.safetensors.12a.tmp")]
    [InlineData("4711.tmp.bak")]
    public void Other_names_are_those_of_other_programs(string name) => Assert.Null(AtomicFile.TargetOfTemporary(name));
}
