using EmotionNet.Configuration;

namespace EmotionNet.Tests.Configuration;

public sealed class DefaultDirectoriesTests : IDisposable
{
    private readonly string _repository = Directory.CreateTempSubdirectory("emotionnet-").FullName;

    public DefaultDirectoriesTests()
    {
        File.WriteAllText(Path.Combine(_repository, "EmotionNet.sln"), "");
        Directory.CreateDirectory(Path.Combine(_repository, "src", "Cli"));
    }

    public void Dispose() => Directory.Delete(_repository, recursive: true);

    [Fact]
    public void A_default_directory_is_found_beside_the_solution()
    {
        PutData("data/fer2013");

        Assert.Equal(Path.Combine("..", "..", "data", "fer2013"), Locate());
    }

    [Fact]
    public void The_working_directory_comes_first()
    {
        PutData("data/fer2013");
        PutData("src/Cli/data/fer2013");

        Assert.Equal("data/fer2013", Locate());
    }

    [Fact]
    public void A_given_directory_stays_as_it_is()
    {
        PutData("data/fer2013");

        Assert.Equal("data/fer2013", Locate("data-dir"));
    }

    [Fact]
    public void A_directory_with_nothing_but_notes_holds_no_data()
    {
        Directory.CreateDirectory(Path.Combine(_repository, "data", "fer2013"));
        File.WriteAllText(Path.Combine(_repository, "data", "fer2013", "README.md"), "put it here");
        File.WriteAllText(Path.Combine(_repository, "data", "fer2013", ".gitkeep"), "");

        Assert.Equal("data/fer2013", Locate());
    }

    private void PutData(string folder)
    {
        var path = Directory.CreateDirectory(Path.Combine(_repository, folder)).FullName;
        File.WriteAllText(Path.Combine(path, "fer2013.csv"), "emotion,pixels,Usage\n");
    }

    private string Locate(params string[] given) =>
        DefaultDirectories.Locate(new ResolvedOptions(new TrainingOptions(), given.ToHashSet()), Path.Combine(_repository, "src", "Cli")).DataDirectory;
}
