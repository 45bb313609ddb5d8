using EmotionNet.Data;
using EmotionNet.Data.Fer2013;

namespace EmotionNet.Tests.Data.ImageFolders;

public sealed class FolderClassesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_folders_of_the_training_split_name_the_classes_in_alphabetical_order()
    {
        Image("train/tense/a.png", 1);
        Image("train/calm/a.png", 2);
        Image("test/calm/a.png", 3);
        Directory.CreateDirectory(_folder.File("test/tense"));

        using var data = Load(ClassSource.FromFolders);

        Assert.Equal(["calm", "tense"], data.ClassNames);
        Assert.Equal([2, 1], SmallData.Greys(data.Training!));
        Assert.Equal([0, 1], SmallData.Labels(data.Training!));
        Assert.Equal([0], SmallData.Labels(data.Test!));
    }

    [Fact]
    public void Class_folders_without_splits_may_have_any_names_and_numbers_are_in_the_order_of_their_values()
    {
        Image("10/a.png", 3);
        Image("2/a.png", 2);
        Image("1/a.png", 1);
        _folder.Write("train.csv", SmallData.AllClasses("Training")); // beside the folders that were asked for

        using var data = Load(ClassSource.FromFolders);

        Assert.Equal(["1", "2", "10"], data.ClassNames);
        Assert.Equal([1, 2, 3], SmallData.Greys(data.Training!).Order());
        Assert.Contains(data.Warnings, warning => warning.Contains("not read are train.csv", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("train/calm/a.png test/tense/a.png test/calm/a.png", "test", "the class 'tense' is not in {0}/train and here")]
    [InlineData("train/calm/a.png train/tense/a.png test/calm/a.png", "test", "the class 'tense' is in {0}/train and not here")]
    [InlineData("train/calm/a.png", "train", "there is only one class folder, 'calm'")]
    [InlineData("train/calm/a.png train/Calm/a.png", "train/calm", "Calm and calm name the same class")]
    [InlineData("train/1/a.png train/01/a.png", "train/1", "01 and 1 name the same class")]
    [InlineData("train/calm/a.png train/a,b/a.png", "train/a,b", "'a,b' cannot be the name of a class")]
    [InlineData("train/calm/a.png train/te\u001b[0mnse/a.png", "train/te\u001b[0mnse", "'te\ufffd[0mnse' cannot be the name of a class")]
    [InlineData("train/a.png test/a.png", "test", "'test' is named for test (Usage PrivateTest) and has no class folders in it, or lies among class folders")]
    [InlineData("calm/a.png persons/P1/a.png", "", "images are directly in calm, but only in subfolders of persons, so it is unclear")]
    public void Folders_that_do_not_name_the_same_two_classes_or_more_are_refused(string images, string file, string problem)
    {
        if (!OperatingSystem.IsLinux())
        {
            return; // names that differ by case, or with control characters
        }

        foreach (var image in images.Split(' '))
        {
            Image(image, 1);
        }

        var error = SmallData.ErrorOf(() => Load(ClassSource.FromFolders));

        Assert.Equal(file.Length == 0 ? _folder.Path : _folder.File(file), error.File);
        Assert.Contains(string.Format(null, problem, _folder.Path), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_without_training_images_is_named()
    {
        Image("train/calm/a.png", 1);
        Image("train/tense/a.png", 1);
        Directory.CreateDirectory(_folder.File("train/bored"));

        Assert.Contains("the class bored has no image for training", SmallData.ErrorOf(() => Load(ClassSource.FromFolders)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Persons_numbers_in_a_class_folder_are_not_taken_for_classes_that_are_numbers()
    {
        Image("1/002/a.png", 1);
        Image("1/a.png", 2);
        Image("2/a.png", 3);

        using var data = Load(ClassSource.FromFolders);

        Assert.Equal([0, 0, 1], SmallData.Labels(data.Training!));
    }

    [Theory]
    [InlineData("bored", "or give `classes` from-folders to train on the classes that the folders name")]
    [InlineData("3", "raf-db or affectnet where the numbers are those of that data set")]
    public void Without_the_option_a_folder_that_is_no_emotion_is_refused_with_the_option_that_reads_it(string name, string hint)
    {
        Image("train/angry/a.png", 1);
        Image($"train/{name}/a.png", 1);

        var error = SmallData.ErrorOf(() => Load(ClassSource.Fer2013));

        Assert.StartsWith(_folder.File($"train/{name}"), error.Message, StringComparison.Ordinal);
        Assert.Contains(hint, error.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_the_option_contempt_beside_known_classes_is_left_out_with_a_warning_that_names_it()
    {
        Image("angry/a.png", 1);
        Image("happy/a.png", 1);
        Image("contempt/a.png", 1);

        using var data = Load(ClassSource.Fer2013);

        Assert.Equal(2, data.Training!.Count);
        Assert.Contains(data.Warnings, warning =>
            warning.StartsWith(_folder.File("contempt"), StringComparison.Ordinal) && warning.Contains("`classes` from-folders", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("train_class/7", "contempt", 8)]
    [InlineData("train/class007", "contempt", 8)]
    [InlineData("train/6", "anger", 7)]
    public void AffectNets_numbers_are_its_expressions_where_that_is_said(string last, string name, int count)
    {
        var parent = Path.GetDirectoryName(last)!;
        foreach (var number in Enumerable.Range(0, count))
        {
            Image(number == count - 1 ? $"{last}/a.png" : $"{parent}/{number}/a.png", number);
        }

        using var data = Load(ClassSource.AffectNet);

        Assert.Equal(count, data.ClassNames.Count);
        Assert.Equal((name, "neutral"), (data.ClassNames[^1], data.ClassNames[0]));
        Assert.Equal(SmallData.Greys(data.Training!), SmallData.Labels(data.Training!));
    }

    [Fact]
    public void RafDbs_numbers_are_FER2013s_classes_where_that_is_said()
    {
        foreach (var number in Enumerable.Range(1, 7))
        {
            Image($"train/{number}/a.png", number);
        }

        using var data = Load(ClassSource.RafDb);

        Assert.Equal(EmotionClasses.Fer2013, data.ClassNames);
        Assert.Equal([5, 2, 1, 3, 4, 0, 6], SmallData.Labels(data.Training!)); // surprise, fear, disgust, happiness, sadness, anger, neutral
        var table = _folder.Write("other/fer2013.csv", SmallData.AllClasses("Training"));
        using var same = Fer2013Dataset.Load(table, new ClassReading(ClassSource.RafDb, data.ClassNames)); // a network of these classes scored on FER2013
        Assert.Equal(7, same.Training!.Count);
    }

    [Fact]
    public void Data_for_scoring_has_the_classes_of_the_network_and_no_others()
    {
        Image("test/tense/a.png", 1);

        using (var data = Fer2013Dataset.Load(_folder.Path, new ClassReading(ClassSource.FromFolders, ["calm", "tense"])))
        {
            Assert.Equal(["calm", "tense"], data.ClassNames);
            Assert.Equal([1], SmallData.Labels(data.Test!));
        }

        Image("test/bored/a.png", 1);
        var error = SmallData.ErrorOf(() => Fer2013Dataset.Load(_folder.Path, new ClassReading(ClassSource.FromFolders, ["calm", "tense"])));

        Assert.Contains("'bored' is not a class of the network (calm, tense)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_is_refused_where_the_classes_of_folders_are_asked_for()
    {
        var table = _folder.Write("fer2013.csv", SmallData.AllClasses("Training"));

        Assert.Equal(table, SmallData.ErrorOf(() => Fer2013Dataset.Load(table, ClassSource.FromFolders)).File);
        Assert.Contains("there are no class folders", SmallData.ErrorOf(() => Load(ClassSource.FromFolders)).Message, StringComparison.Ordinal);
    }

    private EmotionDataset Load(ClassSource classes) => Fer2013Dataset.Load(_folder.Path, classes);

    private void Image(string name, int grey) => SmallData.WriteImage(_folder.File(name), grey);
}
