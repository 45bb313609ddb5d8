using System.Text.Json;
using EmotionNet.Data;
using EmotionNet.Tests.Export;

namespace EmotionNet.Tests.Cli;

/// <summary>A real training process on a set without a validation split.</summary>
[Collection(ProgramTests.Name)]
public sealed class DataWithoutValidationTests : IDisposable
{
    private const int Faces = 70;

    private static readonly string[] Training =
    [
        "--data-dir", "data", "--model-type", "attention_emotion_net_small", "--epochs", "1", "--batch-size", "16", "--seed", "5",
        "--threads", "1", "--tta", "none", "--checkpoint-dir", "run",
    ];

    private readonly TemporaryFolder _folder = new();

    public DataWithoutValidationTests() => WriteTraining(new Random(1));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_part_of_the_training_faces_is_held_out_told_recorded_and_evaluated_on()
    {
        var (exitCode, output, errors) = EmotionNetProcess.Run(_folder.Path, Training);
        var (evaluateCode, evaluation, _) = EmotionNetProcess.Run(
            _folder.Path, "evaluate", "--checkpoint", "run/best_model.safetensors", "--data-dir", "data", "--threads", "1", "--json");

        Assert.Equal((0, "", 0), (exitCode, errors, evaluateCode));
        Assert.Contains("7 of its 70 training faces are held out", output, StringComparison.Ordinal);
        Assert.Contains("--validation-fraction", output, StringComparison.Ordinal);
        Assert.Equal(0.1, Json("run/config.json").GetProperty("validation-fraction").GetDouble());
        var run = Json("run/summary.json").GetProperty("run");
        Assert.Equal((7, 63), (run.GetProperty("heldOut").GetProperty("count").GetInt32(), run.GetProperty("faces").GetProperty("training").GetInt32()));
        var scores = JsonDocument.Parse(evaluation).RootElement;
        Assert.Equal(7, scores.GetProperty("scores").GetProperty("count").GetInt32());
        Assert.Equal(
            Json("run/summary.json").GetProperty("best").GetProperty("validation").GetProperty("accuracy").GetDouble(),
            scores.GetProperty("scores").GetProperty("accuracy").GetDouble());
        Assert.EndsWith("10 % of the training faces held out for validation with seed 5", scores.GetProperty("data").GetString(), StringComparison.Ordinal);

        WriteTraining(new Random(2));
        var (resumedCode, _, refusal) = EmotionNetProcess.Run(_folder.Path, "--resume", "run");

        Assert.Equal(2, resumedCode);
        Assert.Contains("the run was validated on other faces", refusal, StringComparison.Ordinal);
        Assert.Contains("it was trained on some that would be scored", Evaluate("run/best_model.safetensors", "data", "validation"), StringComparison.Ordinal);

        _folder.Write("other/test.csv", File.ReadAllText(_folder.File("data/train.csv")));
        Assert.Equal("", Evaluate("run/best_model.safetensors", "other", "test"));
    }

    [Fact]
    public void A_network_that_held_nothing_out_is_not_scored_on_training_faces()
    {
        PreparedCheckpoints.Write(_folder.File("best.safetensors"));

        Assert.Contains(
            "the network does not say which faces its training held out; score another split",
            Evaluate("best.safetensors", "data", "validation"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_share_the_set_is_refused_with_the_flag_that_sets_it()
    {
        var (exitCode, _, errors) = EmotionNetProcess.Run(_folder.Path, [.. Training, "--validation-fraction", "0"]);

        Assert.Equal(2, exitCode);
        Assert.Contains("with --validation-fraction 0.1", errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("run")));
    }

    private string Evaluate(string checkpoint, string data, string split) => EmotionNetProcess.Run(
        _folder.Path, "evaluate", "--checkpoint", checkpoint, "--data-dir", data, "--split", split, "--threads", "1").Errors;

    private void WriteTraining(Random random)
    {
        var rows = Enumerable.Range(0, Faces).Select(row =>
            $"{row % 7},{string.Join(' ', Enumerable.Range(0, FaceSet.PixelCount).Select(_ => random.Next(256)))}\n");
        _folder.Write("data/train.csv", "emotion,pixels\n" + string.Concat(rows));
    }

    private JsonElement Json(string name) => JsonDocument.Parse(File.ReadAllText(_folder.File(name))).RootElement;
}
