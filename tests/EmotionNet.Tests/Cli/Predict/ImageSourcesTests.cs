using EmotionNet.Cli.Predict;

namespace EmotionNet.Tests.Cli.Predict;

public sealed class ImageSourcesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("/**/*.jpg")]
    public void A_link_to_a_directory_is_not_followed_and_a_link_to_an_image_is(string pattern)
    {
        Directory.CreateDirectory(_folder.File("in/deep"));
        _folder.Write("in/deep/a.jpg", "");
        File.CreateSymbolicLink(_folder.File("in/b.jpg"), _folder.File("in/deep/a.jpg"));
        Directory.CreateSymbolicLink(_folder.File("in/deep/back"), _folder.File("in"));

        var found = ImageSources.Find([_folder.File("in") + pattern], listFile: null);

        Assert.Equal([_folder.File("in/b.jpg"), _folder.File("in/deep/a.jpg")], found.Paths);
    }

    [Fact]
    public void A_dash_in_a_list_is_the_name_of_a_file()
    {
        var path = Assert.Single(ImageSources.Find([], _folder.Write("list", "-\n")).Paths);

        Assert.Equal(Path.GetFullPath("-"), Path.GetFullPath(path));
        Assert.NotEqual(ImageSources.StandardInput, path);
    }
}
