using EmotionNet.Cli.Predict;

namespace EmotionNet.Tests.Cli.Predict;

public sealed class ResumedOutputTests : IDisposable
{
    private const string Header = "image,face,emotion\n";
    private static readonly string[] Classes = ["happy", "sad"];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_last_image_of_a_csv_file_is_done_again_since_rows_may_be_missing()
    {
        var kept = Header + "a.jpg,1,happy\na.jpg,2,sad\n\"b, \"\"c\"\".jpg\",0,\n";

        var earlier = Csv(kept + "d.jpg,1,happy\nd.jpg,2,s");

        Assert.Equal(kept.Length, earlier.Length);
        Assert.Equal(["a.jpg", "b, \"c\".jpg"], earlier.Done.Keys);
    }

    [Fact]
    public void An_image_that_is_named_twice_is_counted_twice() => Assert.Equal(2, Csv(Header + "a.jpg,0,\na.jpg,0,\nb.jpg,0,\n").Done["a.jpg"]);

    [Theory]
    [InlineData("")]
    [InlineData("image,fa")]
    [InlineData(Header)]
    public void Nothing_is_done_in_a_file_that_has_no_row(string content) => Assert.Empty(Csv(content).Done);

    [Fact]
    public void A_json_file_is_continued_after_its_last_whole_line()
    {
        const string Kept = """{"image":"a.jpg","faces":[]}""" + "\n";
        var earlier = ResumedOutput.ReadJson(_folder.Write("out.json", Kept + """{"image":"b.jpg","fa"""), Classes);

        Assert.Equal(Kept.Length, earlier.Length);
        Assert.Equal(["a.jpg"], earlier.Done.Keys);
    }

    [Theory]
    [InlineData("{\"name\":1}\n")]
    [InlineData("[]")]
    [InlineData("{\"image\":5}\n")]
    [InlineData("{\"image\":5,\"faces\":[]}\n")]
    [InlineData("{\"image\":\"\\ud800\",\"faces\":[]}\n")]
    [InlineData("{\"image\":\"a.jpg\",\"faces\":[1]}\n")]
    [InlineData("{\"image\":\"a.jpg\",\"faces\":[{\"probabilities\":{\"happiness\":1}}]}\n")]
    [InlineData("{\"image\":\"a.jpg\"\n")]
    public void Another_json_file_is_refused(string content) =>
        Assert.Throws<UserInputException>(() => ResumedOutput.ReadJson(_folder.Write("out.json", content), Classes));

    [Fact]
    public void A_json_file_with_some_of_the_classes_is_continued()
    {
        var path = _folder.Write("out.json", """{"image":"a.jpg","faces":[{"probabilities":{"sad":1}}]}""" + "\n");

        Assert.Equal(["a.jpg"], ResumedOutput.ReadJson(path, Classes).Done.Keys);
    }

    [Theory]
    [InlineData("", 0.9)]
    [InlineData("\"coverage\":0.8,", 0.9)]
    [InlineData("\"coverage\":0.8,", null)]
    public void A_json_file_of_another_coverage_is_refused(string field, double? coverage)
    {
        var path = _folder.Write("out.json", $$$"""{"image":"a.jpg","faces":[{{{{field}}}"probabilities":{"sad":1}}]}""" + "\n");

        Assert.Throws<UserInputException>(() => ResumedOutput.ReadJson(path, Classes, coverage));
    }

    [Fact]
    public void Another_file_of_one_endless_line_is_refused_by_its_beginning()
    {
        var path = _folder.Write("out.json", "");
        using (var file = File.OpenWrite(path))
        {
            file.SetLength(128 << 20);
        }

        Assert.Throws<UserInputException>(() => ResumedOutput.ReadJson(path, Classes));
    }

    [Fact]
    public void A_csv_file_of_other_columns_is_refused() => Assert.Throws<UserInputException>(() => Csv("image,face,anger\na.jpg,0,\n"));

    private ResumedOutput Csv(string content) => ResumedOutput.ReadCsv(_folder.Write("out.csv", content), Header);
}
