using EmotionNet.Data;

namespace EmotionNet.Tests.Data;

[Collection(TorchFreeTests.Name)]
public sealed class ContainedPathsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ContainedPathsTests()
    {
        _folder.Write("data/inner/a.png", "");
        _folder.Write("data/b.png", "");
        _folder.Write("secret.png", "");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("b.png", true)]
    [InlineData("inner/a.png", true)]
    [InlineData("inner/../b.png", true)]
    [InlineData("missing.png", true)]
    [InlineData("../secret.png", false)]
    [InlineData("inner/../../secret.png", false)]
    [InlineData("../data-other/x.png", false)]
    [InlineData("/etc/passwd", false)]
    [InlineData("b.png\0", false)]
    public void A_name_must_lead_to_a_place_in_the_folder(string name, bool isInside) =>
        Assert.Equal(isInside, new ContainedPaths(_folder.File("data")).Holds(name));

    [Fact]
    public void Links_are_followed()
    {
        File.CreateSymbolicLink(_folder.File("data/out.png"), _folder.File("secret.png"));
        File.CreateSymbolicLink(_folder.File("data/in.png"), "b.png");
        Directory.CreateSymbolicLink(_folder.File("data/up"), _folder.Path);
        Directory.CreateSymbolicLink(_folder.File("link"), _folder.File("data"));

        var paths = new ContainedPaths(_folder.File("link"));

        Assert.True(paths.Holds("b.png"));
        Assert.True(paths.Holds("in.png"));
        Assert.False(paths.Holds("out.png"));
        Assert.False(paths.Holds("up/secret.png"));
    }
}
