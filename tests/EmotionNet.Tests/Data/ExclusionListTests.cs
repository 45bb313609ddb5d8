using EmotionNet.Data;

namespace EmotionNet.Tests.Data;

public sealed class ExclusionListTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_faces_that_a_list_names_are_left_out_and_the_others_keep_their_order()
    {
        using var data = ExclusionList.Apply(Data(), List("split,index", "training,1", "Training,1"));

        Assert.Equal([0, 2, 3], data.Training!.Images.select(1, 0).select(1, 0).select(1, 0).data<byte>().ToArray().Select(value => (int)value));
        Assert.Equal(2, data.Validation!.Count);
        Assert.Equal(1, data.Excluded!.Counts[DataSplit.Training]);
        Assert.Equal(["`exclude` list.csv leaves out 1 training face."], data.Excluded.Describe("list.csv"));
    }

    [Fact]
    public void Only_the_faces_decide_the_digest()
    {
        using var one = ExclusionList.Apply(Data(), List("split,index", "training,1", "training,2"));
        using var same = ExclusionList.Apply(Data(), List("index,why,split", "2,x,training", "1,,training"));
        using var other = ExclusionList.Apply(Data(), List("split,index", "training,1"));

        Assert.Equal(one.Excluded!.Digest, same.Excluded!.Digest);
        Assert.NotEqual(one.Excluded.Digest, other.Excluded!.Digest);
    }

    [Fact]
    public void A_row_that_was_written_for_another_image_is_refused()
    {
        using var data = Data();
        var digests = ExclusionList.PixelDigests(data.Training!);

        using var right = ExclusionList.Apply(Data(), List("split,index,pixels", $"training,1,{digests[1]}"));
        var problem = Assert.Throws<UserInputException>(() => ExclusionList.Apply(Data(), List("split,index,pixels", $"training,1,{digests[2]}")));

        Assert.Equal(3, right.Training!.Count);
        Assert.Contains("training face 1 is not the image that the row was written for", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("split,index\ntrain,1", "unknown split 'train'")]
    [InlineData("split,index\ntraining,4", "'4' is not the index of one of the 4 training faces")]
    [InlineData("split,index\ntraining,-1", "'-1' is not the index")]
    [InlineData("split,index\ntraining,0\nvalidation,0", "line 3: the row names a validation face, and only training faces are left out; remove the row")]
    [InlineData("split,index\ntest,0", "line 2: the row names a test face")]
    [InlineData("face,index\ntraining,0", "no column 'split'")]
    [InlineData("split,index\ntraining,0\ntraining,1\ntraining,2\ntraining,3", "names every training face")]
    public void A_list_that_is_wrong_is_refused_with_its_place(string text, string message)
    {
        var path = _folder.Write("list.csv", text);

        var problem = Assert.Throws<UserInputException>(() => ExclusionList.Apply(Data(), path));

        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
        Assert.Contains(path, problem.Message, StringComparison.Ordinal);
    }

    // Faces of one grey: 0, 1, 2, …
    private static EmotionDataset Data() => new()
    {
        Layout = "made up",
        LabelMode = LabelMode.SingleLabel,
        Training = Faces(4),
        Validation = Faces(2),
    };

    private static FaceSet Faces(int count) => FaceSet.FromLabels(
        [.. Enumerable.Range(0, count).SelectMany(face => Enumerable.Repeat((byte)face, FaceSet.PixelCount))], new int[count], EmotionClasses.Fer2013);

    private string List(params string[] lines) => _folder.Write("list.csv", string.Join('\n', lines));
}
