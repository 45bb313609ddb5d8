using EmotionNet.Data.ImageFolders;

namespace EmotionNet.Tests.Data.ImageFolders;

public sealed class BalancedDatasetTests : IDisposable
{
    private const string Header = "image_path,emotion,usage\n";
    private readonly TemporaryFolder _folder = new();

    public BalancedDatasetTests() => SmallData.WriteImage(_folder.File("images/a.png"), 5);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Rows_for_training_are_loaded_by_index_or_name_and_others_passed_over()
    {
        _folder.Write("balanced.csv", Header + "images/a.png,3,Training\nimages\\a.png,sadness,train\nimages/none.png,0,PrivateTest\n");

        using var faces = BalancedDataset.LoadTraining(_folder.Path);

        Assert.Equal([3, 4], SmallData.Labels(faces));
        Assert.Equal([5, 5], SmallData.Greys(faces));
    }

    [Theory]
    [InlineData("images/none.png,3,Training", "there is no image 'images/none.png'")]
    [InlineData("../none.png,3,Training", "the image '../none.png' is not in the folder of the table")]
    [InlineData("images/a.png,7,Training", "unknown emotion '7'")]
    [InlineData("images/a.png,bored,Training", "unknown emotion 'bored'")]
    [InlineData("images/a.png,3,practice", "unknown usage 'practice'")]
    [InlineData("images/a.png,3", "2 fields where the header has 3")]
    public void A_wrong_row_is_named_with_file_and_line(string row, string problem)
    {
        var path = _folder.Write("balanced.csv", Header + row + "\n");

        Assert.StartsWith($"{path}, line 2: {problem}", SmallData.ErrorOf(() => BalancedDataset.LoadTraining(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_with_no_table_two_tables_or_no_training_rows_is_refused()
    {
        Assert.Contains("no CSV file", Message(), StringComparison.Ordinal);
        _folder.Write("one.csv", Header);
        Assert.Contains("no row for training", Message(), StringComparison.Ordinal);
        _folder.Write("two.csv", Header);
        Assert.Contains("one.csv, two.csv", Message(), StringComparison.Ordinal);
        Assert.Contains(
            "there is no such folder",
            SmallData.ErrorOf(() => BalancedDataset.LoadTraining(_folder.File("none"))).Message,
            StringComparison.Ordinal);
    }

    private string Message() => SmallData.ErrorOf(() => BalancedDataset.LoadTraining(_folder.Path)).Message;
}
