using EmotionNet.Checkpoints;
using EmotionNet.Cli.Options;
using EmotionNet.Tests.Checkpoints;

namespace EmotionNet.Tests.Cli;

/// <summary>What is refused before anything is started or written.</summary>
[Collection(TorchFreeTests.Name)]
public sealed class UpFrontChecksTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_search_of_data_that_is_not_there_starts_no_trial()
    {
        var error = Assert.Throws<UserInputException>(() => CommandTree.Run(["tune", "--data-dir", _folder.File("none"), "--out", _folder.File("tune")]));

        Assert.StartsWith($"{_folder.File("none")}: there is no such file or folder; ", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("tune")));
    }

    [Theory]
    [InlineData("none", false, "there is no such file or folder")]
    [InlineData("data", true, "there is no such list")]
    public void A_sweep_whose_tasks_would_fail_alike_starts_none_here(string data, bool hasList, string problem)
    {
        _folder.Write("data/fer2013.csv", "emotion,pixels,Usage\n");
        var list = hasList ? _folder.File("none") : "none";
        _folder.Write("sweep.json", $$"""
            { "settings": { "data-dir": "{{_folder.File(data)}}", "exclude": "{{list}}" }, "grid": { "seed": [1, 2] } }
            """);

        string[] line = ["sweep", _folder.File("sweep.json"), "--out", _folder.File("out"), "--local", "1"];
        var error = Assert.Throws<UserInputException>(() => CommandTree.Run(line));

        Assert.StartsWith($"{_folder.File("none")}: {problem}; ", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("out")));
    }

    [Fact]
    public void The_directory_of_a_run_stands_for_its_best_weights_everywhere()
    {
        var best = MadeUpCheckpoint.Write(_folder.File("run/best_model.safetensors"));
        Directory.CreateDirectory(_folder.File("empty"));

        Assert.Equal(best, RunWeights.Require(_folder.File("run")));
        Assert.Equal(best, RunWeights.Require(best));
        string[][] commands =
        [
            ["evaluate", "--checkpoint"], ["export", "--out", _folder.File("x.onnx"), "--checkpoint"], ["predict", "x.jpg", "--model"],
            ["explain", "--out", _folder.File("drawn"), "x.jpg", "--model"], ["compare", best], ["ensemble", best],
        ];
        File.WriteAllBytes(_folder.File("x.jpg"), Inference.Photograph.Bytes);
        foreach (var command in commands)
        {
            string[] line = [.. command.Select(word => word == "x.jpg" ? _folder.File(word) : word), _folder.File("empty")];
            var error = Assert.Throws<UserInputException>(() => CommandTree.Run(line));
            Assert.StartsWith(
                $"{_folder.File("empty")}: this directory has no best_model.safetensors; give the directory of a run", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_explanation_that_fails_leaves_no_directory()
    {
        _folder.Write("damaged.safetensors", "not a network");
        File.WriteAllBytes(_folder.File("me.jpg"), Inference.Photograph.Bytes);

        Assert.Throws<UserInputException>(() => CommandTree.Run(
            ["explain", "--model", _folder.File("damaged.safetensors"), _folder.File("me.jpg"), "--out", _folder.File("drawn")]));

        Assert.False(Directory.Exists(_folder.File("drawn")));
    }
}
