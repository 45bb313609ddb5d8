using System.Text.Json;
using EmotionNet.Checkpoints;
using EmotionNet.Data.Synthetic;
using EmotionNet.Tests.Cli.Serve;
using EmotionNet.Tests.Data;
using EmotionNet.Tests.Export;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Cli;

[Collection(TorchFreeTests.Name)]
public sealed class ExportProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Export_writes_onnx_says_how_well_it_agrees_and_replaces_its_own_export()
    {
        PreparedCheckpoints.Write(_folder.File("best.safetensors"));

        var first = EmotionNetProcess.Run(_folder.Path, "export", "--checkpoint", "best.safetensors", "--out", "out/best.onnx");
        var second = EmotionNetProcess.Run(_folder.Path, "export", "--checkpoint", "best.safetensors", "--out", "out/best.onnx", "--half");

        Assert.Equal((0, ""), (first.ExitCode, first.Errors));
        Assert.StartsWith("out/best.onnx: 1.3 MB, ONNX opset 17, temperature 0.700 from the checkpoint; on 256 faces", first.Output, StringComparison.Ordinal);
        Assert.Equal((0, ""), (second.ExitCode, second.Errors));
        Assert.Equal(["best.onnx"], Directory.GetFiles(_folder.File("out")).Select(Path.GetFileName));
    }

    [Fact]
    public void A_model_that_differs_from_its_network_is_not_written()
    {
        var checkpoint = PreparedCheckpoints.Write(_folder.File("best.safetensors"));
        ScaleFirstKernel(checkpoint, 1e6); // more than half precision can hold

        var (exitCode, _, errors) = EmotionNetProcess.Run(_folder.Path, "export", "--checkpoint", "best.safetensors", "--out", "best.onnx", "--half");

        Assert.Equal(1, exitCode);
        Assert.StartsWith("best.onnx was not written: on 256 faces of the bundled sample a probability", errors, StringComparison.Ordinal);
        Assert.Contains("allowed is 5.0e-3; export without --half.", errors, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("best.onnx")));
    }

    [Theory]
    [InlineData("thesis.onnx", "this file is not one that emotionnet exported")]
    public void An_export_as_onnx_replaces_no_file_of_another_kind(string target, string problem)
    {
        PreparedCheckpoints.Write(_folder.File("best.safetensors"));
        _folder.Write("thesis.onnx", "hours of work");
        var before = File.ReadAllBytes(_folder.File(target));

        var (exitCode, _, errors) =
            EmotionNetProcess.Run(_folder.Path, "export", "--checkpoint", "best.safetensors", "--format", "onnx", "--out", target);

        Assert.Equal(2, exitCode);
        Assert.Contains(problem, errors, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(_folder.File(target)));
    }

    [Theory]
    [InlineData("best.safetensors", "model.pt", "", "--out cannot be \"model.pt\" for this format; give it a name that ends in .safetensors.")]
    [InlineData("best.safetensors", "best.onnx", "safetensors", "--out cannot be \"best.onnx\" for this format; give it a name that ends in .safetensors.")]
    [InlineData("best.safetensors", "new.safetensors", "onnx", "--out cannot be \"new.safetensors\" for this format; give it a name that ends in .onnx.")]
    [InlineData("a.onnx", "b.onnx", "", "a.onnx: an ONNX model is what export writes, not what it reads; give the .safetensors file of a run.")]
    public void A_file_is_of_the_format_that_its_name_says(string checkpoint, string target, string format, string sentence)
    {
        PreparedCheckpoints.Write(_folder.File("best.safetensors"));
        string[] formatFlag = format.Length > 0 ? ["--format", format] : [];

        var (exitCode, _, errors) = EmotionNetProcess.Run(_folder.Path, ["export", "--checkpoint", checkpoint, "--out", target, .. formatFlag]);

        Assert.Equal((2, $"{sentence}\n"), (exitCode, errors));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Data_of_other_classes_is_refused_before_anything_is_written()
    {
        PreparedCheckpoints.Write(_folder.File("best.safetensors"), PreparedCheckpoints.Name.OfThreeClasses);
        SyntheticFaces.WriteTo(_folder.File("sample"), seed: 1, training: 10, validation: 10, test: 10);

        var (exitCode, _, errors) =
            EmotionNetProcess.Run(_folder.Path, "export", "--checkpoint", "best.safetensors", "--out", "share.safetensors", "--data-dir", "sample");

        Assert.Equal(2, exitCode);
        Assert.StartsWith("best.safetensors: the checkpoint's network has 3 classes and the data has 7; ", errors, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("share.safetensors")));
    }

    [Fact]
    public void A_checkpoint_without_a_temperature_gets_it_from_validation_data()
    {
        PreparedCheckpoints.Write(_folder.File("best.safetensors"), PreparedCheckpoints.Name.WithoutTemperature);
        SyntheticFaces.WriteTo(_folder.File("sample"), seed: 1, training: 10, validation: 300, test: 10);

        var without = EmotionNetProcess.Run(_folder.Path, "export", "--checkpoint", "best.safetensors", "--out", "best.onnx");
        var with = EmotionNetProcess.Run(_folder.Path, "export", "--checkpoint", "best.safetensors", "--out", "best.onnx", "--data-dir", "sample");

        Assert.Contains("temperature 1.000 (the checkpoint has none; give --data-dir or --ferplus-dir to fit it)", without.Output, StringComparison.Ordinal);
        Assert.Equal(0, with.ExitCode);
        Assert.Matches(SmallData.UnreadOfSample, with.Errors);
        Assert.Contains("fitted on the validation faces; on 256 validation faces", with.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_export_with_data_has_what_predict_with_a_coverage_needs()
    {
        PreparedCheckpoints.Write(_folder.File("best.safetensors"));
        SyntheticFaces.WriteTo(_folder.File("sample"), seed: 1, training: 10, validation: 200, test: 10);
        File.WriteAllBytes(_folder.File("face.png"), ServeImages.DrawnFace());
        string[] export = ["export", "--checkpoint", "best.safetensors", "--data-dir", "sample", "--out"];

        var onnx = Run([.. export, "best.onnx"]);
        var weights = Run([.. export, "shared.safetensors"]);
        var ofOnnx = Run("predict", "face.png", "--no-detect", "--model", "best.onnx", "--coverage", "0.9", "--json");
        var ofWeights = Run("predict", "face.png", "--no-detect", "--model", "shared.safetensors", "--coverage", "0.9", "--json");
        var scored = Run("evaluate", "--checkpoint", "best.onnx", "--data-dir", "sample", "--json");

        const string Sentence = "\nWith the calibration scores of 200 validation faces, for predict --coverage.\n";
        Assert.All([onnx, weights], printed => Assert.EndsWith(Sentence, printed, StringComparison.Ordinal));
        var face = Face(ofOnnx);
        Assert.Equal(0.9, face.GetProperty("coverage").GetDouble());
        Assert.True(face.GetProperty("abstains").GetBoolean()); // a network that was never trained
        Assert.Equal(JsonValueKind.Null, face.GetProperty("emotion").ValueKind);
        Assert.InRange(face.GetProperty("set").GetArrayLength(), 2, 7);
        Assert.Equal(face.GetProperty("set").GetRawText(), Face(ofWeights).GetProperty("set").GetRawText());
        using var scores = JsonDocument.Parse(scored);
        var sets = scores.RootElement.GetProperty("sets")[1];
        Assert.Equal(0.9, sets.GetProperty("coverage").GetDouble());
        Assert.InRange(sets.GetProperty("measured").GetDouble(), 0.8, 1);
    }

    private static JsonElement Face(string output) => JsonDocument.Parse(output).RootElement.GetProperty("faces")[0];

    private string Run(params string[] arguments)
    {
        var (exitCode, output, errors) = EmotionNetProcess.Run(_folder.Path, arguments);
        Assert.Equal(0, exitCode);
        Assert.Matches(arguments.Contains("sample") ? SmallData.UnreadOfSample : "^$", errors);
        return output;
    }

    private static void ScaleFirstKernel(string path, double factor)
    {
        var metadata = SafetensorsFile.ReadMetadata(path);
        using var scope = NewDisposeScope();
        using var content = SafetensorsFile.Read(path);
        var tensors = content.Tensors.ToDictionary(entry => entry.Key, entry => entry.Value.clone());
        tensors["blocks.0.convolution1.weight"].mul_(factor);
        SafetensorsFile.Write(path, tensors, metadata);
    }
}
