using EmotionNet.Data.Synthetic;
using EmotionNet.Evaluation;
using EmotionNet.Tests.Checkpoints;

namespace EmotionNet.Tests.Cli;

/// <summary>A real training process on a small sample.</summary>
[Collection(ProgramTests.Name)]
public sealed class TrainingProcessTests : IDisposable
{
    private static readonly string[] Training =
        ["--mode", "quick", "--data-dir", "sample", "--epochs", "3", "--batch-size", "16", "--checkpoint-dir", "run", "--threads", "1", "--tta", "none"];

    private readonly string _folder = Directory.CreateTempSubdirectory("emotionnet-").FullName;

    public TrainingProcessTests() => SyntheticFaces.WriteTo(Path.Combine(_folder, "sample"), seed: 1, training: 96, validation: 32, test: 32);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void An_interrupted_run_saves_its_state_and_a_resumed_one_ends()
    {
        using var process = EmotionNetProcess.Start(_folder, Training);
        process.WaitForLine("epoch 1/3: ");
        process.Interrupt();
        var (exitCode, output, errors) = process.End();

        Assert.Equal((130, ""), (exitCode, errors));
        Assert.True(File.Exists(At("last.safetensors")));
        Assert.EndsWith($"{Path.GetFileName(EmotionNetProcess.Program[^1])} --resume run/last.safetensors", output.TrimEnd(), StringComparison.Ordinal);
        Assert.DoesNotContain("epoch 3/3: ", output, StringComparison.Ordinal);

        var (weightsCode, _, weightsErrors) = EmotionNetProcess.RunWithoutTorch(_folder, "--resume", "run/best_model.safetensors");
        Assert.Equal(2, weightsCode);
        Assert.Contains("holds weights only and cannot be resumed", weightsErrors, StringComparison.Ordinal);

        var (resumedCode, resumed, resumedErrors) = EmotionNetProcess.Run(_folder, "--resume", "run");

        Assert.Equal((0, ""), (resumedCode, resumedErrors));
        Assert.DoesNotContain("epoch 1/3: ", resumed, StringComparison.Ordinal);
        Assert.Contains("epoch 3/3: ", resumed, StringComparison.Ordinal);
        Assert.Contains("Done: 3 epochs", resumed, StringComparison.Ordinal);
        var log = File.ReadAllText(At("train.log"));
        Assert.All(["epoch 1/3: ", "epoch 2/3: ", "epoch 3/3: ", "class "], line => Assert.Contains(line, log, StringComparison.Ordinal));

        using var checkpoint = System.Text.Json.JsonDocument.Parse(EmotionNetProcess.Run(
            _folder, "evaluate", "--checkpoint", At("best_model.safetensors"), "--data-dir", "sample", "--split", "test", "--json").Output);
        Assert.Equal(32, checkpoint.RootElement.GetProperty("scores").GetProperty("count").GetInt32());
        var accuracy = checkpoint.RootElement.GetProperty("scores").GetProperty("accuracy").GetDouble();
        Assert.Equal(
            ConfidenceInterval.Wilson((long)Math.Round(32 * accuracy), 32).Upper,
            checkpoint.RootElement.GetProperty("scores").GetProperty("accuracyInterval").GetProperty("upper").GetDouble());

        var (exportCode, exportOutput, _) = EmotionNetProcess.Run(
            _folder,
            "export",
            "--checkpoint",
            At("best_model.safetensors"),
            "--out",
            "handed/on.safetensors");
        Assert.Equal(0, exportCode);
        Assert.StartsWith("handed/on.safetensors: ", exportOutput, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_folder, "handed", "on.safetensors")));
        Assert.Equal("test", checkpoint.RootElement.GetProperty("split").GetString());
    }

    [Fact]
    public void A_new_run_that_may_overwrite_removes_the_files_of_the_old_one_and_says_so()
    {
        MadeUpCheckpoint.Write(At("last.safetensors"));
        Directory.CreateDirectory(At("epoch_stats"));
        File.WriteAllText(At("epoch_stats/epoch_007_stats.json"), "{}");
        File.WriteAllText(At("notes.txt"), "mine");

        var (exitCode, output, _) = EmotionNetProcess.Run(_folder, [.. Training, "--max-steps", "2", "--small-batch", "--overwrite"]);

        Assert.Equal(0, exitCode);
        Assert.Contains("run held another run; its files are replaced.", output, StringComparison.Ordinal);
        Assert.Contains("--small-batch overrides --batch-size 16: 16 faces per step.", output, StringComparison.Ordinal);
        Assert.False(File.Exists(At("epoch_stats/epoch_007_stats.json")));
        Assert.True(File.Exists(At("notes.txt")));
    }

    [Theory]
    [InlineData("--device", "cuda:99")]
    [InlineData("--gradient-accumulation-steps", "1000")]
    public void A_run_that_cannot_start_leaves_the_files_of_the_old_one(string flag, string value)
    {
        var hoursOfWork = File.ReadAllBytes(MadeUpCheckpoint.Write(At("best_model.safetensors")));

        var (exitCode, _, errors) = EmotionNetProcess.Run(_folder, [.. Training, "--overwrite", flag, value]);

        Assert.Equal(2, exitCode);
        Assert.Contains(flag == "--device" ? "--device is cuda:99, but " : "too few", errors, StringComparison.Ordinal);
        Assert.Equal(hoursOfWork, File.ReadAllBytes(At("best_model.safetensors")));
        Assert.Single(Directory.GetFileSystemEntries(At("")));
    }

    [Fact]
    public void A_student_says_who_its_teacher_is_and_never_takes_its_place()
    {
        string[] brief = [.. Training, "--max-steps", "1"];
        Assert.Equal(0, EmotionNetProcess.Run(_folder, brief).ExitCode);
        var teacher = File.ReadAllBytes(At("best_model.safetensors"));

        Directory.CreateSymbolicLink(Path.Combine(_folder, "link"), At(""));

        var (refusedCode, _, refusal) = EmotionNetProcess.Run(_folder, [.. brief, "--teacher", "link/best_model.safetensors"]);

        Assert.Equal(2, refusedCode);
        Assert.Contains("link/best_model.safetensors: this teacher lies where the files of the new run go, and would "
            + "be replaced; give --checkpoint-dir another directory.", refusal, StringComparison.Ordinal);
        Assert.Equal(teacher, File.ReadAllBytes(At("best_model.safetensors")));

        Directory.Move(At(""), Path.Combine(_folder, "teacher"));
        var (exitCode, output, errors) = EmotionNetProcess.Run(_folder, [.. brief, "--teacher", "teacher/best_model.safetensors"]);

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Contains("Distillation from teacher/best_model.safetensors, with a share of 70.0 % of the loss", output, StringComparison.Ordinal);
        Assert.Contains("of 6 steps, 16 faces a step, at most 1 update", output, StringComparison.Ordinal);
    }

    private string At(string name) => Path.Combine(_folder, "run", name);
}
