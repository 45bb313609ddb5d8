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
        Assert.EndsWith($"is read. {_folder.Path}: not read are train.csv.", Assert.Single(data.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train.csv", "val.csv", "test.csv")]
    [InlineData("fer2013_training.csv", "fer2013_validation.csv", "fer2013_test.csv")]
    [InlineData("TRAIN.CSV", "PublicTest.csv", "private_test.csv")]
    public void A_table_for_each_split_is_read(string training, string validation, string test)
    {
        _folder.Write(training, SmallData.AllClasses("Training"));
        _folder.Write(validation, $"emotion,pixels\n0,{SmallData.Pixels(8)}\n");
        _folder.Write(test, $"emotion,pixels\n0,{SmallData.Pixels(9)}\n");

        using var data = Fer2013Dataset.Load(_folder.Path, DataSplit.Training, DataSplit.Validation, DataSplit.Test);

        Assert.Equal(7, data.Training!.Count);
        Assert.Equal([8], SmallData.Greys(data.Validation!));
        Assert.Equal([9], SmallData.Greys(data.Test!));
        Assert.Contains(validation, data.Layout, StringComparison.Ordinal);
    }

    [Fact]
    public void A_web_page_in_the_place_of_a_split_is_refused_and_an_archive_of_one_that_is_there_is_named()
    {
        _folder.Write("train.csv", SmallData.AllClasses("Training"));
        _folder.Write("val.csv", "<!DOCTYPE html>");
        Assert.Contains("a web page", SmallData.ErrorOf(() => Fer2013Dataset.Load(_folder.Path)).Message, StringComparison.Ordinal);

        File.Delete(_folder.File("val.csv"));
        _folder.Write("train.tar.gz", "BZh");
        using var data = Fer2013Dataset.Load(_folder.Path);
        Assert.Contains(data.Warnings, warning => warning.EndsWith("not read are train.tar.gz.", StringComparison.Ordinal));
    }

    [Fact]
    public void A_folder_with_a_saved_page_alone_is_told_for_it()
    {
        _folder.Write("fer2013.csv.html", "<html>sign in</html>");

        Assert.Contains("a web page", SmallData.ErrorOf(() => Fer2013Dataset.Load(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tables_that_name_one_split_twice_by_name_or_by_usage_are_refused()
    {
        _folder.Write("train.csv", SmallData.AllClasses("Training"));
        _folder.Write("val.csv", SmallData.AllClasses("Training"));
        var byUsage = SmallData.ErrorOf(() => Fer2013Dataset.Load(_folder.Path)).Message;

        _folder.Write("val.csv", SmallData.AllClasses("PublicTest"));
        _folder.Write("dev.csv", SmallData.AllClasses("PublicTest"));
        var byName = SmallData.ErrorOf(() => Fer2013Dataset.Load(_folder.Path)).Message;

        Assert.Contains("both train.csv and val.csv have faces for training", byUsage, StringComparison.Ordinal);
        Assert.Contains("dev.csv and val.csv are both named for validation", byName, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fer2013")]
    [InlineData("fer2013 (1).csv")]
    [InlineData("fer2013.csv.1")]
    [InlineData("data.txt")]
    public void A_table_of_another_name_is_found_by_its_columns(string name)
    {
        var path = _folder.Write(name, SmallData.AllClasses("Training", "PublicTest"));
        _folder.Write("notes.txt", "Faces.\n");

        using var data = Fer2013Dataset.Load(_folder.Path);

        Assert.Equal((7, 7), (data.Training!.Count, data.Validation!.Count));
        Assert.Equal($"{name} ({path})", data.Layout);
    }

    [Fact]
    public void Two_tables_of_other_names_are_never_guessed_between()
    {
        _folder.Write("one.csv", SmallData.AllClasses("Training"));
        _folder.Write("two.csv", SmallData.AllClasses("Training"));

        Assert.Contains("one.csv, two.csv", SmallData.ErrorOf(() => Fer2013Dataset.Load(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_three_folders_deeper_is_found_and_what_lies_beside_it_is_named()
    {
        SmallData.WriteImage(_folder.File("archive/images/images/train/angry/a.png"));
        _folder.Write("archive/other.csv", "a,b\n");

        using var data = Fer2013Dataset.Load(_folder.Path);

        Assert.Equal(1, data.Training!.Count);
        Assert.Contains(data.Warnings, warning => warning.EndsWith("archive: not read are other.csv.", StringComparison.Ordinal));
    }

    [Fact]
    public void Images_that_are_in_no_class_folder_are_told_instead_of_a_download()
    {
        SmallData.WriteImage(_folder.File("train/1.png"));

        var message = SmallData.ErrorOf(() => Fer2013Dataset.Load(_folder.Path)).Message;

        Assert.Contains("images, but not in folders of splits and classes (train/1.png)", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_split_that_is_a_copy_of_another_is_a_warning()
    {
        var rows = string.Concat(Enumerable.Range(0, 30).Select(grey => $"0,{SmallData.Pixels(grey)}\n"));
        _folder.Write("train.csv", "emotion,pixels\n" + rows);
        _folder.Write("val.csv", "emotion,pixels\n" + rows);

        using var data = Fer2013Dataset.Load(_folder.Path);

        const string Warning = "30 of the 30 faces for validation (Usage PublicTest) are also";
        Assert.Contains(data.Warnings, warning => warning.StartsWith(Warning, StringComparison.Ordinal));
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
