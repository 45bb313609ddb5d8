using EmotionNet.Tests.Inference;

namespace EmotionNet.Tests.Cli.Explain;

/// <summary>What <c>explain</c> refuses, before it starts libtorch.</summary>
[Collection(ProgramTests.Name)]
public sealed class ExplainCommandLineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(
        "--model ferplus me.jpg",
        "ferplus: explain needs the gradients of the network, which an ONNX model does not have; give the .safetensors file that it was exported from, such as "
        + "models/ferplus.safetensors, or the directory of a run.")]
    [InlineData("--model no.safetensors me.jpg", "no.safetensors: there is no such network; give the directory of a run, or a weight file.")]
    [InlineData("--model f.safetensors", "explain needs a face; name images, or give --worst N and --data-dir.")]
    [InlineData("--model f.safetensors --worst 3 me.jpg", "explain takes images or --worst faces of a data set, not both; leave one out.")]
    [InlineData(
        "--model f.safetensors me.jpg --split test",
        "--split and the directories of data are for --worst faces of a data set; give --worst N, or leave them out.")]
    [InlineData(
        "--model f.safetensors --worst 3 --no-detect",
        "--no-detect and --min-face are for images, and --worst explains faces of a data set; leave one out.")]
    [InlineData(
        "--model f.safetensors me.jpg --class bored",
        "the network has no class \"bored\"; give --class one of: angry, disgust, fear, happy, sad, surprise, neutral.")]
    [InlineData("--model f.safetensors me.jpg --method lime", "--method cannot be \"lime\"; give one of: grad-cam, occlusion, both.")]
    public void A_wrong_command_line_is_told_in_a_sentence(string options, string sentence)
    {
        File.Copy(Path.Combine(AppContext.BaseDirectory, "models", "fer2013.safetensors"), _folder.File("f.safetensors"));
        File.WriteAllBytes(_folder.File("me.jpg"), Photograph.Bytes);

        var (exitCode, output, errors) = EmotionNetProcess.RunWithoutTorch(_folder.Path, ["explain", .. options.Split(' '), "--out", "drawn"]);

        Assert.Equal((2, "", $"{sentence}\n"), (exitCode, output, errors));
        Assert.False(Directory.Exists(_folder.File("drawn")));
    }
}
