using EmotionNet.Data;
using EmotionNet.Data.Fer2013;

namespace EmotionNet.Tests.Data.Fer2013;

public sealed class Fer2013LayoutTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Missing_data_says_what_to_download_from_where_and_where_to_put_it()
    {
        var path = _folder.File("nowhere");

        var error = SmallData.ErrorOf(() => Fer2013Dataset.Load(path));

        Assert.StartsWith($"{path}: there is no such file or folder", error.Message, StringComparison.Ordinal);
        Assert.Contains("Challenges in Representation Learning: Facial Expression Recognition Challenge", error.Fix, StringComparison.Ordinal);
        Assert.Contains("https://www.kaggle.com/", error.Fix, StringComparison.Ordinal);
        Assert.Contains($"into {path}", error.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_data_says_what_is_recognised() =>
        Assert.Contains(
            "fer2013.csv, icml_face_data.csv, train.csv",
            SmallData.ErrorOf(() => Fer2013Dataset.Load(_folder.Path)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Data_one_folder_deeper_is_found()
    {
        _folder.Write("fer2013/fer2013.csv", SmallData.AllClasses("Training"));

        using var data = Fer2013Dataset.Load(_folder.Path);

        Assert.Equal(7, data.Training!.Count);
    }

    [Fact]
    public void Two_folders_with_data_are_never_guessed_between()
    {
        var one = _folder.Write("one/fer2013.csv", SmallData.AllClasses("Training"));
        var two = _folder.Write("two/fer2013.csv", SmallData.AllClasses("Training"));

        var error = SmallData.ErrorOf(() => Fer2013Dataset.Load(_folder.Path));

        Assert.Contains(one, error.Message, StringComparison.Ordinal);
        Assert.Contains(two, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_whole_file_wins_over_the_contest_files_and_says_so()
    {
        _folder.Write("icml_face_data.csv", SmallData.AllClasses("Training", "PublicTest", "PrivateTest"));
        _folder.Write("train.csv", "emotion,pixels\n");

        using var data = Fer2013Dataset.Load(_folder.Path);

        Assert.Equal(7, data.Validation!.Count);
        Assert.Contains("train.csv and test.csv beside it is not", Assert.Single(data.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_required_split_without_rows_is_refused()
    {
        _folder.Write("fer2013.csv", SmallData.AllClasses("Training"));

        var error = SmallData.ErrorOf(() => Fer2013Dataset.Load(_folder.Path, DataSplit.Training, DataSplit.Validation));

        Assert.StartsWith(_folder.Path, error.Message, StringComparison.Ordinal);
        Assert.Contains("no face for validation (Usage PublicTest)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_without_a_face_is_a_warning()
    {
        _folder.Write("fer2013.csv", SmallData.AllClasses("Training", "PrivateTest") + SmallData.Row(0, 1, "PublicTest"));

        using var data = Fer2013Dataset.Load(_folder.Path);

        Assert.Equal(6, data.Warnings.Count);
        Assert.Contains("Class 'disgust' has no face for validation (Usage PublicTest).", data.Warnings);
    }
}
