using EmotionNet.Files;

namespace EmotionNet.Tests.Files;

public sealed class PathIdentityTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public PathIdentityTests() => Directory.CreateDirectory(_folder.File("real/inner"));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("real")]
    [InlineData("real/")]
    [InlineData("real/inner/..")]
    [InlineData("./real/.")]
    [InlineData("link")]
    [InlineData("link/")]
    [InlineData("linktolink")]
    [InlineData("linked/real")]
    public void Every_path_to_a_directory_leads_to_the_same_directory(string path)
    {
        Directory.CreateSymbolicLink(_folder.File("link"), "real");
        Directory.CreateSymbolicLink(_folder.File("linktolink"), _folder.File("link"));
        Directory.CreateSymbolicLink(_folder.File("linked"), _folder.Path);

        Assert.True(PathIdentity.IsSameDirectory(_folder.File("real"), _folder.File(path)));
        Assert.True(PathIdentity.IsSameDirectory(_folder.File(path), _folder.File("real")));
        Assert.Equal(["inner"], Directory.EnumerateFileSystemEntries(_folder.File("real")).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("real/inner")]
    [InlineData("other")]
    [InlineData("missing")]
    [InlineData("broken")]
    [InlineData("circle")]
    public void Another_directory_is_not_the_same(string path)
    {
        Directory.CreateDirectory(_folder.File("other"));
        Directory.CreateSymbolicLink(_folder.File("broken"), "nowhere");
        Directory.CreateSymbolicLink(_folder.File("circle"), "circle");

        Assert.False(PathIdentity.IsSameDirectory(_folder.File("real"), _folder.File(path)));
    }

    [Fact]
    public void A_relative_link_starts_where_it_really_lies()
    {
        // The link lies in real/inner, whatever path led there: ".." is real.
        _folder.Write("real/file", "content");
        Directory.CreateSymbolicLink(_folder.File("short"), "real/inner");
        File.CreateSymbolicLink(_folder.File("real/inner/up"), "../file");

        Assert.Equal(PathIdentity.Resolve(_folder.File("real/file")), PathIdentity.Resolve(_folder.File("short/up")));
    }

    [Fact]
    public void A_path_that_does_not_exist_yet_is_compared_as_it_would_be_made()
    {
        Directory.CreateSymbolicLink(_folder.File("link"), "real");

        Assert.True(PathIdentity.IsSameDirectory(_folder.File("link/new/run"), _folder.File("real/new/run/")));
    }

    [Theory]
    [InlineData("real/weights", true)]
    [InlineData("link/weights", true)]
    [InlineData("filelink", true)]
    [InlineData("hardlink", true)]
    [InlineData("real/other", false)]
    [InlineData("real/missing", false)]
    public void A_file_is_the_same_through_links_to_it_and_to_its_directory(string path, bool isSame)
    {
        _folder.Write("real/weights", "hours of work");
        _folder.Write("real/other", "hours of play");
        Directory.CreateSymbolicLink(_folder.File("link"), "real");
        File.CreateSymbolicLink(_folder.File("filelink"), "link/weights");
        if (!OperatingSystem.IsWindows())
        {
            using var link = System.Diagnostics.Process.Start("ln", [_folder.File("real/weights"), _folder.File("hardlink")]);
            link.WaitForExit();
        }

        Assert.Equal(isSame, PathIdentity.IsSameFile(_folder.File(path), _folder.File("real/weights")));
    }

    [Theory]
    [InlineData("real/inner/image.png", true)]
    [InlineData("link/image.png", true)]
    [InlineData("realistic/image.png", false)]
    [InlineData("real/../image.png", false)]
    public void A_path_lies_in_a_directory_through_links_too(string path, bool isInside)
    {
        Directory.CreateSymbolicLink(_folder.File("link"), "real/inner");

        Assert.Equal(isInside, PathIdentity.IsInside(_folder.File("real"), _folder.File(path)));
    }
}
