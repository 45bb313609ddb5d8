using System.Text.Json;
using EmotionNet.Data.Synthetic;
using EmotionNet.Export;
using EmotionNet.Tests.Data;
using EmotionNet.Tests.Export;

namespace EmotionNet.Tests.Cli;

public sealed class EvaluateOnnxProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Evaluate_scores_an_onnx_model_of_another_program()
    {
        SyntheticFaces.WriteTo(_folder.File("sample"), seed: 1, training: 20, validation: 60, test: 20);
        WriteForeign();
        string[] common = ["evaluate", "--checkpoint", "other.onnx", "--data-dir", "sample", "--classes", "anger,contempt,fear,happy,sad,surprise,neutral"];

        var shown = EmotionNetProcess.Run(_folder.Path, [.. common, "--input-range", "0,1", "--input-name", "pixels", "--channels", "3"]);
        var json = EmotionNetProcess.Run(_folder.Path, [.. common, "--input-range", "-1,1", "--json"]);

        Assert.Equal(0, shown.ExitCode);
        Assert.Matches(SmallData.UnreadOfSample, shown.Errors);
        Assert.Contains(
            "Input: pixels, 3 channels (last dimension), 48×48 pixels, 0 to 1. Outputs: logits of anger, ", shown.Output, StringComparison.Ordinal);
        Assert.Contains("The model does not have the classes disgust and is wrong on all faces of them.", shown.Output, StringComparison.Ordinal);
        Assert.Contains("The data does not have the classes contempt;", shown.Output, StringComparison.Ordinal);
        Assert.Equal(0, json.ExitCode);
        Assert.Matches(SmallData.UnreadOfSample, json.Errors);
        using var document = JsonDocument.Parse(json.Output);
        Assert.Equal(60, document.RootElement.GetProperty("scores").GetProperty("count").GetInt32());
        Assert.EndsWith("-1 to 1", document.RootElement.GetProperty("model").GetProperty("input").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("evaluate --checkpoint other.onnx", "other.onnx: the model does not name its classes; give --classes the names of the outputs in their order.")]
    [InlineData("evaluate --checkpoint text.onnx", "text.onnx: the file is not an ONNX model, or is cut off;")]
    [InlineData("evaluate --checkpoint missing.onnx", "missing.onnx: there is no such network;")]
    [InlineData("evaluate --checkpoint x.safetensors --input-range 0,1", "x.safetensors: --input-range is for ONNX models; leave it out,")]
    [InlineData("evaluate --checkpoint other.onnx --device cuda", "other.onnx: --device is for checkpoints;")]
    [InlineData("evaluate --checkpoint other.onnx --precision bf16", "other.onnx: --precision is for checkpoints;")]
    [InlineData("evaluate --checkpoint other.onnx --input-range 0", "--input-range cannot be \"0\"; give two numbers separated by a comma,")]
    [InlineData("evaluate --checkpoint other.onnx --input-size 48.5", "--input-size cannot be \"48.5\"; give a whole number from 8 to 1024.")]
    public void A_model_that_cannot_be_scored_is_told_in_one_sentence(string commandLine, string sentence)
    {
        WriteForeign();
        _folder.Write("text.onnx", "a text");
        _folder.Write("x.safetensors", "a text");

        var (exitCode, output, errors) = EmotionNetProcess.Run(_folder.Path, commandLine.Split(' '));

        Assert.Equal((2, ""), (exitCode, output));
        Assert.StartsWith(sentence, errors, StringComparison.Ordinal);
        Assert.Equal(1, errors.Count(letter => letter == '\n'));
    }

    private void WriteForeign()
    {
        var checkpoint = RandomCheckpoint.Write(_folder.File("best.safetensors"));
        File.WriteAllBytes(_folder.File("other.onnx"), ForeignModel.From(OnnxExporter.Export(checkpoint)));
    }
}
