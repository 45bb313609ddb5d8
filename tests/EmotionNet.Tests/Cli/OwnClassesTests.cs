using System.Text.Json;
using EmotionNet.Data;
using EmotionNet.Inference.Images;

namespace EmotionNet.Tests.Cli;

/// <summary>Classes of one's own, from folders to predictions, by the real program.</summary>
[Collection(ProgramTests.Name)]
public sealed class OwnClassesTests : IDisposable
{
    private static readonly string[] Training =
        ["--classes", "from-folders", "--epochs", "1", "--batch-size", "8", "--threads", "1", "--tta", "none", "--precision", "fp32", "--device", "cpu"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_network_is_trained_fine_tuned_to_more_classes_scored_and_exported_with_the_names_of_the_folders()
    {
        WriteFaces("two", "calm", "tense");
        WriteFaces("three", "bored", "calm", "tense");

        Run([.. Training, "--data-dir", "two", "--model-type", "attention_emotion_net_small", "--checkpoint-dir", "first"]);
        var log = Run([
            .. Training, "--data-dir", "three", "--init-from", "first", "--freeze-epochs", "1", "--class-weights", "balanced", "--checkpoint-dir", "second"]);
        var scores = Json(Run("evaluate", "--checkpoint", "second/best_model.safetensors", "--data-dir", "three", "--threads", "1", "--json"));
        var export = Run("export", "--checkpoint", "second/best_model.safetensors", "--out", "second.onnx");
        var prediction = EmotionNetProcess.RunWithoutTorch(
            _folder.Path, "predict", "--model", "second.onnx", "--no-detect", "three/train/calm/0.png", "--json");

        Assert.Contains("3 classes, in the order of the network's outputs: bored, calm, tense.", log, StringComparison.Ordinal);
        Assert.Contains("the classifier keeps calm, tense and begins anew for bored.", log, StringComparison.Ordinal);
        Assert.Contains("Weights of the classes in the loss: bored 1.000, calm 1.000, tense 1.000.", log, StringComparison.Ordinal);
        var run = Json(File.ReadAllText(_folder.File("second/summary.json"))).GetProperty("run");
        Assert.Equal("attention_emotion_net_small", run.GetProperty("modelType").GetString());
        Assert.Equal(["bored", "calm", "tense"], Names(run.GetProperty("classNames")));
        Assert.Equal(["bored"], Names(run.GetProperty("initialization").GetProperty("newClasses")));
        Assert.Equal(1, run.GetProperty("classWeights").GetProperty("calm").GetDouble(), 9);
        var configuration = Json(File.ReadAllText(_folder.File("second/config.json")));
        Assert.Equal(("from-folders", "first"), (configuration.GetProperty("classes").GetString(), configuration.GetProperty("init-from").GetString()));
        Assert.Equal(
            ["bored", "calm", "tense"],
            scores.GetProperty("scores").GetProperty("classes").EnumerateArray().Select(score => score.GetProperty("name").GetString()));
        Assert.Contains("second.onnx: ", export, StringComparison.Ordinal);
        Assert.Equal(0, prediction.ExitCode);
        Assert.Contains("\"probabilities\":{\"bored\":", prediction.Output, StringComparison.Ordinal);
    }

    private static string?[] Names(JsonElement array) => [.. array.EnumerateArray().Select(name => name.GetString())];

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    private string Run(params string[] arguments)
    {
        var (exitCode, output, errors) = EmotionNetProcess.Run(_folder.Path, arguments);
        Assert.Equal((0, ""), (exitCode, errors));
        return output;
    }

    private void WriteFaces(string name, params string[] classes)
    {
        var random = new Random(1);
        foreach (var (split, count) in new[] { ("train", 8), ("validation", 2) })
        {
            foreach (var face in classes.SelectMany(each => Enumerable.Range(0, count).Select(index => $"{name}/{split}/{each}/{index}.png")))
            {
                var pixels = new byte[FaceSet.PixelCount];
                random.NextBytes(pixels);
                Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(face))!);
                ImageFile.WriteGreyPng(_folder.File(face), pixels, FaceSet.ImageSize, FaceSet.ImageSize);
            }
        }
    }
}
