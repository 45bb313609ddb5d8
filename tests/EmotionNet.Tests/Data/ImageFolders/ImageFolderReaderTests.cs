using EmotionNet.Data;
using EmotionNet.Data.Fer2013;

namespace EmotionNet.Tests.Data.ImageFolders;

public sealed class ImageFolderReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Names_in_the_test_folder_separate_validation_from_test()
    {
        Image("train/angry/b.png", 1);
        Image("train/angry/a.png", 2);
        Image("test/happy/PublicTest_1.png", 3);
        Image("test/happy/PrivateTest_1.png", 4);

        using var data = Fer2013Dataset.Load(_folder.Path, DataSplit.Training, DataSplit.Validation, DataSplit.Test);

        Assert.Equal([2, 1], SmallData.Greys(data.Training!));
        Assert.Equal([3], SmallData.Greys(data.Validation!));
        Assert.Equal([4], SmallData.Greys(data.Test!));
        Assert.Equal($"image folders ({_folder.Path})", data.Layout);
    }

    [Fact]
    public void A_test_folder_whose_names_name_no_split_is_the_test_split_and_validation_is_reported_missing()
    {
        Image("train/angry/a.png", 1);
        Image("test/happy/1.png", 2);

        using var data = Fer2013Dataset.Load(_folder.Path);

        Assert.Null(data.Validation);
        Assert.Equal(1, data.Test!.Count);
        Assert.Contains("There are no faces for validation (Usage PublicTest).", data.Warnings);
        var error = SmallData.ErrorOf(() => Fer2013Dataset.Load(_folder.Path, DataSplit.Validation));
        Assert.Contains("PublicTest and PrivateTest or add a folder validation", error.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void A_test_folder_whose_names_name_a_split_only_in_part_is_refused()
    {
        Image("test/happy/PublicTest_1.png", 2);
        Image("test/sad/1.png", 2);

        var error = SmallData.ErrorOf(() => Fer2013Dataset.Load(_folder.Path));

        Assert.StartsWith(_folder.File("test/sad/1.png"), error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("validation")]
    [InlineData("val")]
    public void A_validation_folder_is_the_validation_split(string name)
    {
        Image("train/angry/a.png", 1);
        Image($"{name}/sad/a.png", 2);
        Image("test/sad/a.png", 3);

        using var data = Fer2013Dataset.Load(_folder.Path);

        Assert.Equal([2], SmallData.Greys(data.Validation!));
        Assert.Equal([3], SmallData.Greys(data.Test!));
    }

    [Theory]
    [InlineData("Anger", 0)]
    [InlineData("disgusted", 1)]
    [InlineData("fearful", 2)]
    [InlineData("happiness", 3)]
    [InlineData("sadness", 4)]
    [InlineData("surprised", 5)]
    [InlineData("NEUTRAL", 6)]
    public void Common_names_of_classes_are_understood(string name, int label)
    {
        Image($"train/{name}/a.png", 1);

        using var data = Fer2013Dataset.Load(_folder.Path);

        Assert.Equal([label], SmallData.Labels(data.Training!));
    }

    [Fact]
    public void A_folder_that_is_not_a_class_is_named()
    {
        Image("train/angry/a.png", 1);
        Image("train/bored/a.png", 1);

        var error = SmallData.ErrorOf(() => Fer2013Dataset.Load(_folder.Path));

        Assert.StartsWith($"{_folder.File("train/bored")}: 'bored' is not an emotion", error.Message, StringComparison.Ordinal);
        Assert.Contains("angry, disgust, fear, happy, sad, surprise, neutral", error.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_several_bad_images_the_first_by_name_is_always_the_one_named()
    {
        for (var index = 10; index < 40; index++)
        {
            _folder.Write($"train/angry/{index}.png", "not an image");
        }

        for (var attempt = 0; attempt < 5; attempt++)
        {
            Assert.Equal(_folder.File("train/angry/10.png"), SmallData.ErrorOf(() => Fer2013Dataset.Load(_folder.Path)).File);
        }
    }

    [Fact]
    public void Files_that_are_not_images_by_name_are_left_out_with_a_warning()
    {
        Image("train/angry/a.png", 1);
        _folder.Write("train/angry/notes.txt", "x");
        _folder.Write("train/angry/.DS_Store", "x");

        using var data = Fer2013Dataset.Load(_folder.Path);

        Assert.Equal(1, data.Training!.Count);
        Assert.Contains($"{_folder.File("train/angry")}: 1 file(s) are not images by their names and are left out.", data.Warnings);
    }

    private void Image(string name, int grey) => SmallData.WriteImage(_folder.File(name), grey);
}
