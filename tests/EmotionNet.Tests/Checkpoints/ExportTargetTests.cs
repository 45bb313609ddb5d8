using EmotionNet.Checkpoints;

namespace EmotionNet.Tests.Checkpoints;

public sealed class ExportTargetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("run/best_model.safetensors", "this is, or is a copy of, the checkpoint that is exported")]
    [InlineData("link/best_model.safetensors", "this is, or is a copy of, the checkpoint that is exported")]
    [InlineData("linktofile.safetensors", "this is, or is a copy of, the checkpoint that is exported")]
    [InlineData("run/last.safetensors", "this has the name of a file of a run")]
    [InlineData("run/config.json", "this has the name of a file of a run")]
    public void An_export_replaces_neither_its_checkpoint_nor_a_file_of_a_run(string target, string problem)
    {
        var checkpoint = MadeUpCheckpoint.Write(_folder.File("run/best_model.safetensors"));
        MadeUpCheckpoint.Write(_folder.File("run/last.safetensors"), "quick");
        _folder.Write("run/config.json", "{}");
        Directory.CreateSymbolicLink(_folder.File("link"), "run");
        File.CreateSymbolicLink(_folder.File("linktofile.safetensors"), "run/best_model.safetensors");

        var error = Assert.Throws<UserInputException>(() => ExportTarget.Require(checkpoint, _folder.File(target)));

        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_export_replaces_an_earlier_export_and_no_file_of_another_kind()
    {
        var checkpoint = MadeUpCheckpoint.Write(_folder.File("run/best_model.safetensors"));
        var earlier = MadeUpCheckpoint.Write(_folder.File("fer2013.safetensors"), "quick");
        var thesis = _folder.Write("thesis.txt", "hours of work");

        ExportTarget.Require(checkpoint, earlier);
        ExportTarget.Require(checkpoint, _folder.File("new.safetensors"));
        Assert.Throws<UserInputException>(() => ExportTarget.Require(checkpoint, thesis));
    }

    [Theory]
    [InlineData("kept/epoch50.safetensors", true)]
    [InlineData("kept/best_model.safetensors", false)]
    [InlineData("kept/fp32.safetensors", false)]
    public void An_export_replaces_no_checkpoint_that_was_kept_under_another_name(string target, bool isResumable)
    {
        var checkpoint = MadeUpCheckpoint.Write(_folder.File("run/best_model.safetensors"));
        using var weight = TorchSharp.torch.zeros(2);
        var metadata = new Dictionary<string, string> { ["emotionnet_version"] = "2" };
        if (isResumable)
        {
            metadata["resumable"] = "true";
        }

        SafetensorsFile.Write(_folder.File(target), new Dictionary<string, TorchSharp.torch.Tensor> { ["weight"] = weight }, metadata);

        Assert.Throws<UserInputException>(() => ExportTarget.Require(checkpoint, _folder.File(target)));
    }
}
