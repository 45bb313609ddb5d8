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
        const string Warning = "There are no faces for validation (Usage PublicTest)";
        Assert.Contains(data.Warnings, warning => warning.StartsWith(Warning, StringComparison.Ordinal));
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
    [InlineData("Valid")]
    [InlineData("DEV")]
    [InlineData("public_test")]
    [InlineData("validation_set")]
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
    [InlineData("training", "eval")]
    [InlineData("TRAIN", "Testing")]
    [InlineData("train_images", "private-test")]
    public void Common_names_of_split_folders_are_understood(string training, string test)
    {
        Image($"{training}/angry/a.png", 1);
        Image($"{test}/sad/a.png", 3);

        using var data = Fer2013Dataset.Load(_folder.Path);

        Assert.Equal([1], SmallData.Greys(data.Training!));
        Assert.Equal([3], SmallData.Greys(data.Test!));
    }

    [Theory]
    [InlineData("val", "validation")]
    [InlineData("test", "Testing")]
    public void Two_folders_for_one_split_are_refused_with_both_names(string one, string other)
    {
        Image("train/angry/a.png", 1);
        Image($"{one}/angry/a.png", 2);
        Image($"{other}/angry/a.png", 3);

        var message = SmallData.ErrorOf(() => Fer2013Dataset.Load(_folder.Path)).Message;

        Assert.Contains(one, message, StringComparison.Ordinal);
        Assert.Contains(other, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Images_deeper_in_a_class_folder_are_read()
    {
        Image("train/angry/a.png", 1);
        Image("train/angry/S010/b.png", 2);
        Image("train/angry/S010/001/c.png", 3);
        Image("train/happy/happy/d.png", 4);

        using var data = Fer2013Dataset.Load(_folder.Path);

        Assert.Equal([1, 2, 3, 4], SmallData.Greys(data.Training!));
        Assert.Equal([0, 0, 0, 3], SmallData.Labels(data.Training!));
    }

    [Theory]
    [InlineData("train/angry/sad/a.png")]
    [InlineData("train/angry/test/a.png")]
    public void A_folder_of_another_class_or_of_a_split_in_a_class_folder_is_refused(string image)
    {
        Image("train/angry/a.png", 1);
        Image(image, 2);

        Assert.Equal(Path.GetDirectoryName(_folder.File(image)), SmallData.ErrorOf(() => Fer2013Dataset.Load(_folder.Path)).File);
    }

    [Fact]
    public void A_link_that_leads_back_is_not_followed_for_ever()
    {
        Image("train/angry/S1/a.png", 1);
        Directory.CreateSymbolicLink(_folder.File("train/angry/S1/back"), _folder.File("train/angry"));

        using var data = Fer2013Dataset.Load(_folder.Path);

        Assert.Equal([1], SmallData.Greys(data.Training!));
        Assert.Contains(data.Warnings, warning => warning.StartsWith(_folder.File("train/angry/S1/back"), StringComparison.Ordinal));
    }

    [Fact]
    public void Images_and_folders_that_are_not_read_are_counted_and_named()
    {
        Image("train/angry/a.png", 1);
        Image("train/loose.png", 1);
        Image("test/1.png", 1);
        Image("holdout/angry/1.png", 1);
        _folder.Write("labels.csv", "file,label\n");

        using var data = Fer2013Dataset.Load(_folder.Path);

        Assert.Contains($"{_folder.File("train")}: 1 file(s) are in no class folder and are left out (loose.png).", data.Warnings);
        Assert.Contains(data.Warnings, warning => warning.EndsWith(
            $"{_folder.Path}: not read are labels.csv, holdout/ with 1 image(s), test/ with 1 image(s).", StringComparison.Ordinal));
    }

    [Fact]
    public void Class_folders_without_splits_are_the_training_split()
    {
        Image("angry/a.png", 1);
        Image("Happy/b.png", 2);

        using var data = Fer2013Dataset.Load(_folder.Path);

        Assert.Equal($"image folders without splits ({_folder.Path})", data.Layout);
        Assert.Equal([3, 0], SmallData.Labels(data.Training!));
    }

    [Theory]
    [InlineData("2-sad", 4)]
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
        Assert.Contains($"{_folder.File("train/angry")}: 1 file(s) are not images by their names and are left out (.txt).", data.Warnings);
    }

    [Fact]
    public void Names_of_FER2013s_splits_in_class_folders_alone_separate_them()
    {
        Image("angry/Training_1.png", 1);
        Image("angry/PublicTest_1.png", 2);
        Image("happy/PrivateTest_1.png", 3);

        using (var data = Fer2013Dataset.Load(_folder.Path))
        {
            Assert.Equal([1], SmallData.Greys(data.Training!));
            Assert.Equal([2], SmallData.Greys(data.Validation!));
            Assert.Equal([3], SmallData.Greys(data.Test!));
        }

        Image("happy/other.png", 4);
        Assert.Equal(_folder.File("happy/other.png"), SmallData.ErrorOf(() => Fer2013Dataset.Load(_folder.Path)).File);
    }

    private void Image(string name, int grey) => SmallData.WriteImage(_folder.File(name), grey);
}
