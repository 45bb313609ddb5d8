using EmotionNet.Data;
using EmotionNet.Data.Fer2013;

namespace EmotionNet.Tests.Data.RafDb;

public sealed class RafDbListTests : IDisposable
{
    private const string List = "basic/EmoLabel/list_patition_label.txt";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", "Image/aligned", "_aligned")]
    [InlineData("basic", "Image/original", "")]
    [InlineData("basic/EmoLabel", "Image/aligned", "_aligned")]
    public void The_list_and_its_images_are_FER2013s_classes(string named, string images, string ending)
    {
        for (var number = 1; number <= 7; number++)
        {
            Image($"basic/{images}/train_0000{number}{ending}.png", number);
        }

        Image($"basic/{images}/test_0001{ending}.png", 9);
        _folder.Write(List, string.Concat(Enumerable.Range(1, 7).Select(number => $"train_0000{number}.png {number}\r\n")) + "\ntest_0001.png 4\n");

        using var data = Fer2013Dataset.Load(_folder.File(named));

        Assert.Equal(EmotionClasses.Fer2013, data.ClassNames);
        Assert.Equal([5, 2, 1, 3, 4, 0, 6], SmallData.Labels(data.Training!)); // surprise, fear, disgust, happiness, sadness, anger, neutral
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], SmallData.Greys(data.Training!));
        Assert.Equal([3], SmallData.Labels(data.Test!));
        Assert.Null(data.Validation);
        Assert.StartsWith("RAF-DB (", data.Layout, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train_1.png 0", "the label of train_1.png is '0'; a label is one of 1 surprise, 2 fear,")]
    [InlineData("train_1.png happy", "the label of train_1.png is 'happy'; a label is one of")]
    [InlineData("train_1.png", "'train_1.png' is not the name of an image and its label;")]
    [InlineData("../train_1.png 1", "'../train_1.png 1' is not the name of an image and its label;")]
    [InlineData("valid_1.png 1", "the image valid_1.png is neither of the training nor of the test split by its name;")]
    [InlineData("train_2.png 1", "the image train_2.png is not in ")]
    [InlineData("train_0.png 1", "the image train_0.png is listed a second time;")]
    public void A_wrong_line_is_named_with_its_number_and_the_fix(string line, string problem)
    {
        Image("basic/Image/aligned/train_0.png", 1);
        Image("basic/Image/aligned/train_1.png", 1);
        _folder.Write(List, $"train_0.png 1\n{line}\n");

        var error = SmallData.ErrorOf(() => Fer2013Dataset.Load(_folder.Path));

        Assert.Equal((_folder.File(List), 2), (error.File, error.Row));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_without_any_images_says_where_they_are_missing()
    {
        _folder.Write(List, "train_0.png 1\n");

        Assert.Contains(
            $"is not in {_folder.File("basic/Image/aligned")}; unpack RAF-DB's",
            SmallData.ErrorOf(() => Fer2013Dataset.Load(_folder.Path)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Its_folders_of_images_are_not_taken_for_classes()
    {
        Image("basic/Image/aligned/train_0_aligned.png", 1);
        Image("basic/Image/original/train_0.png", 1);
        _folder.Write(List, "train_0.png 1\n");

        var error = SmallData.ErrorOf(() => Fer2013Dataset.Load(_folder.Path, ClassSource.FromFolders));

        Assert.Equal(_folder.File(List), error.File);
        Assert.Contains("leave out `classes`", error.Fix, StringComparison.Ordinal);
    }

    private void Image(string name, int grey) => SmallData.WriteImage(_folder.File(name), grey);
}
