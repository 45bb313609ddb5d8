using EmotionNet.Tests.Inference;

namespace EmotionNet.Tests.Cli;

/// <summary>Answers with a coverage in the real executable, where whoever starts libtorch fails.</summary>
[Collection(ProgramTests.Name)]
public sealed class CoverageProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_face_with_more_than_one_class_left_gets_no_answer_or_its_set()
    {
        File.WriteAllBytes(_folder.File("unsure.onnx"), CalibratedModel.Of(single: 0.001, mirrored: 0.01));
        File.WriteAllBytes(_folder.File("me.jpg"), Photograph.Bytes);
        string[] predict = ["predict", "me.jpg", "--model", "unsure.onnx", "--coverage", "0.95"];

        Assert.Matches(@" abstains\n$", Run(predict));
        Assert.Matches(@" abstains: happy \d+\.\d %, neutral 1\.\d %\n$", Run([.. predict, "--top", "2"]));
        Assert.Matches(@" happy \d+\.\d %, neutral 1\.\d %\n$", Run([.. predict, "--sets"]));
        Assert.Matches(
            @"^image,face,x,y,width,height,score,emotion,confidence,coverage,set,angry,.*\nme\.jpg,1,[\d.,]+,0\.\d+,,,0\.95,happy\|neutral,0\.\d+,",
            Run([.. predict, "--csv"]));
        Assert.Matches(@" happy \d+\.\d %\n$", Run("predict", "me.jpg", "--model", "fer2013"));
    }

    [Theory]
    [InlineData("--sets", "--sets needs --coverage, which decides how large the sets are; give --coverage, such as 0.9.")]
    [InlineData("--coverage 0.9 --sets --top 2", "--sets shows as many classes as the set of a face has, and --top another number; leave one out.")]
    [InlineData("--coverage 1", "--coverage cannot be \"1\"; give a number from 0.5 to 0.995.")]
    [InlineData(
        "--coverage 0.9 --model plain.onnx",
        "plain.onnx: the model has no calibration scores, which --coverage needs; export its .safetensors file again, with emotionnet export and the data that it "
        + "was trained on as --data-dir or --ferplus-dir.")]
    public void What_cannot_be_answered_is_said_in_a_sentence(string options, string sentence)
    {
        File.WriteAllBytes(_folder.File("plain.onnx"), CalibratedModel.WithoutScores());
        File.WriteAllBytes(_folder.File("me.jpg"), Photograph.Bytes);

        var (exitCode, output, errors) = EmotionNetProcess.RunWithoutTorch(_folder.Path, ["predict", "me.jpg", .. options.Split(' ')]);

        Assert.Equal((2, "", $"{sentence}\n"), (exitCode, output, errors));
    }

    private string Run(params string[] arguments)
    {
        var (exitCode, output, errors) = EmotionNetProcess.RunWithoutTorch(_folder.Path, arguments);
        Assert.Equal((0, ""), (exitCode, errors));
        return output;
    }
}
