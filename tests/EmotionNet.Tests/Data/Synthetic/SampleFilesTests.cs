using EmotionNet.Data;
using EmotionNet.Data.Fer2013;
using EmotionNet.Data.FerPlus;
using EmotionNet.Data.Synthetic;

namespace EmotionNet.Tests.Data.Synthetic;

public sealed class SampleFilesTests : IDisposable
{
    private const int Seed = 5, Training = 210, Scored = 70;
    private readonly string _directory = Directory.CreateTempSubdirectory("emotionnet-sample-").FullName;

    public SampleFilesTests() => SyntheticFaces.WriteTo(_directory, Seed, Training, Scored, Scored);

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static void AssertSame(EmotionDataset expected, EmotionDataset read)
    {
        foreach (var split in Enum.GetValues<DataSplit>())
        {
            Assert.Equal(expected[split]!.Images.data<byte>().ToArray(), read[split]!.Images.data<byte>().ToArray());
            Assert.Equal(expected[split]!.Targets.data<float>().ToArray(), read[split]!.Targets.data<float>().ToArray());
        }
    }

    [Fact]
    public void The_written_fer2013_holds_the_drawn_faces()
    {
        using var drawn = SyntheticFaces.Create(LabelMode.SingleLabel, Seed, Training, Scored, Scored);

        using var read = Fer2013Dataset.Load(_directory);

        AssertSame(drawn, read);
    }

    [Theory]
    [InlineData(LabelMode.Majority)]
    [InlineData(LabelMode.Probability)]
    [InlineData(LabelMode.MultiTarget)]
    public void The_written_ferplus_holds_the_drawn_faces_and_their_votes(LabelMode mode)
    {
        using var drawn = SyntheticFaces.Create(mode, Seed, Training, Scored, Scored);

        using var read = FerPlusDataset.Load(Path.Combine(_directory, "FERPlus"), mode);

        AssertSame(drawn, read);
        Assert.Equal(drawn.LabelRuleCounts[DataSplit.Training], read.LabelRuleCounts[DataSplit.Training]);
    }

    [Fact]
    public void The_votes_beside_the_pixels_are_the_same_ferplus()
    {
        File.Move(Path.Combine(_directory, "FERPlus", "fer2013new.csv"), Path.Combine(_directory, "fer2013new.csv"));
        Directory.Delete(Path.Combine(_directory, "FERPlus"), recursive: true);
        using var drawn = SyntheticFaces.Create(LabelMode.Majority, Seed, Training, Scored, Scored);

        using var read = FerPlusDataset.Load(_directory, LabelMode.Majority);

        AssertSame(drawn, read);
    }

    [Fact]
    public void The_header_is_microsofts_and_no_unfinished_file_is_left()
    {
        Assert.Equal(
            "Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF",
            File.ReadLines(Path.Combine(_directory, "FERPlus", "fer2013new.csv")).First());
        Assert.Empty(Directory.EnumerateFiles(_directory, "*.tmp", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_dataset_that_is_there_is_never_overwritten()
    {
        var before = File.GetLastWriteTimeUtc(Path.Combine(_directory, "fer2013.csv"));

        var error = Assert.Throws<UserInputException>(() => SyntheticFaces.WriteTo(_directory, 6, 7, 7, 7));

        Assert.Contains("fer2013.csv", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.GetLastWriteTimeUtc(Path.Combine(_directory, "fer2013.csv")));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_the_users_error()
    {
        var file = Path.Combine(_directory, "fer2013.csv");

        Assert.Throws<UserInputException>(() => SyntheticFaces.WriteTo(Path.Combine(file, "below"), 6, 7, 7, 7));
    }
}
