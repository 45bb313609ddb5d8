using EmotionNet.Data.Synthetic;
using EmotionNet.Tests.Checkpoints;

namespace EmotionNet.Tests.Cli;

/// <summary>What a real training process does to files and to signals.</summary>
[Collection(ProgramTests.Name)]
public sealed class RunSafetyTests : IDisposable
{
    private const int Hup = 1, Int = 2, Usr1 = 10, Term = 15;

    private static readonly string[] Training =
        ["--mode", "quick", "--data-dir", "sample", "--epochs", "3", "--batch-size", "16", "--checkpoint-dir", "run", "--threads", "1", "--tta", "none"];

    private readonly TemporaryFolder _folder = new();

    public RunSafetyTests() => SyntheticFaces.WriteTo(_folder.File("sample"), seed: 1, training: 96, validation: 32, test: 32);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_resumed_through_a_link_to_its_directory_goes_on_there_and_loses_nothing()
    {
        using var process = EmotionNetProcess.Start(_folder.Path, Training);
        process.WaitForLine("epoch 1/3: ");
        process.Signal(Int);
        process.End();
        Directory.CreateSymbolicLink(_folder.File("link"), "run");
        _folder.Write("run/last.safetensors.4711.tmp", "half");

        var (exitCode, output, errors) = EmotionNetProcess.Run(_folder.Path, "--resume", "link/last.safetensors", "--checkpoint-dir", "run");

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.DoesNotContain("its files are replaced", output, StringComparison.Ordinal);
        Assert.Contains("Done: 3 epochs", output, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("run/epoch_stats/epoch_001_stats.json")));
        Assert.Empty(Directory.GetFiles(_folder.File("run"), "*.tmp"));
    }

    [Theory]
    [InlineData("config.json", "--overwrite")]
    [InlineData("summary.json", "--tta=none")]
    public void Somebody_elses_files_are_kept_and_the_run_is_refused_in_one_sentence(string file, string flag)
    {
        _folder.Write($"project/{file}", "{\"name\":\"my-app\"}");

        var (exitCode, output, errors) = EmotionNetProcess.RunWithoutTorch(
            _folder.Path, "--mode", "quick", "--data-dir", "sample", "--checkpoint-dir", "project", flag);

        Assert.Equal((2, ""), (exitCode, output));
        Assert.Equal(
            $"project: {file} in this directory is not known to be of a run of emotionnet, and would be replaced; "
            + "give --checkpoint-dir another directory, or move the file away.",
            errors.TrimEnd());
        Assert.Equal([file], Directory.GetFileSystemEntries(_folder.File("project")).Select(Path.GetFileName));
        Assert.Equal("{\"name\":\"my-app\"}", File.ReadAllText(_folder.File($"project/{file}")));
    }

    [Fact]
    public void The_same_command_again_does_not_replace_the_run_and_says_what_to_do()
    {
        MadeUpCheckpoint.Write(_folder.File("run/last.safetensors"));

        var (exitCode, _, errors) = EmotionNetProcess.RunWithoutTorch(_folder.Path, "--data-dir", "sample", "--checkpoint-dir", "run");

        Assert.Equal(2, exitCode);
        Assert.Equal(
            "run: this directory holds an earlier run; continue it with --resume, replace it with --overwrite, or give --checkpoint-dir another directory.",
            errors.TrimEnd());
        Assert.Equal(["last.safetensors"], Directory.GetFileSystemEntries(_folder.File("run")).Select(Path.GetFileName));
    }

    [Fact]
    public void A_second_run_in_the_directory_of_one_that_goes_on_is_refused_and_changes_nothing()
    {
        string[] longer = [.. Training.Select(argument => argument == "3" ? "10000" : argument)]; // than the second one needs to start
        using var first = EmotionNetProcess.Start(_folder.Path, longer);
        first.WaitForLine("epoch 1/10000: ");

        var (exitCode, _, errors) = EmotionNetProcess.RunWithoutTorch(_folder.Path, [.. Training, "--seed", "7", "--overwrite"]);
        first.Signal(Int);
        var (firstCode, _, _) = first.End();

        Assert.Equal((2, 130), (exitCode, firstCode));
        Assert.StartsWith($"run: another run is training in this directory (process {first.Id}, since 2", errors, StringComparison.Ordinal);
        Assert.Contains("\"seed\": 42", File.ReadAllText(_folder.File("run/config.json")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Term, 143, "SIGTERM")]
    [InlineData(Hup, 129, "SIGHUP")]
    public void A_signal_saves_the_state_says_so_in_the_log_and_has_an_exit_code_of_its_own(int signal, int expected, string name)
    {
        using var process = EmotionNetProcess.Start(_folder.Path, Training);
        process.WaitForLine("epoch 1/3: ");
        process.Signal(signal);

        AssertIsSaved(process, expected, name);
    }

    [Fact]
    public void Resume_auto_starts_a_run_then_continues_it_and_refuses_other_settings()
    {
        string[] script = [.. Training, "--resume", "auto"];
        using var first = EmotionNetProcess.Start(_folder.Path, script);
        first.WaitForLine("epoch 1/3: ");
        first.Signal(Usr1);
        AssertIsSaved(first, 130, "SIGUSR1");

        var (exitCode, output, errors) = EmotionNetProcess.Run(_folder.Path, script);
        var (otherCode, _, refusal) = EmotionNetProcess.Run(_folder.Path, [.. script, "--seed", "7"]);

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Contains("Continuing run/last.safetensors.", output, StringComparison.Ordinal);
        Assert.DoesNotContain("epoch 1/3: ", output, StringComparison.Ordinal);
        Assert.Contains("Done: 3 epochs", output, StringComparison.Ordinal);
        Assert.Equal(2, otherCode);
        Assert.StartsWith("run/last.safetensors: the run was started with --seed 42, and is now given 7; ", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_Ctrl_C_leaves_with_the_exit_code_of_the_signal()
    {
        using var process = EmotionNetProcess.Start(_folder.Path, Training);
        process.WaitForLine("epoch 1/3: ");
        process.Signal(Int);
        process.WaitForLine("Stopping after this step");
        process.Signal(Int);

        var (exitCode, _, errors) = process.End();

        Assert.Equal((130, ""), (exitCode, errors));
    }

    // As `timeout --signal=INT` of coreutils sends it: to the program, and then to the group that the program is in.
    [Fact]
    public void Copies_of_a_signal_that_come_at_once_are_one_and_the_state_is_saved()
    {
        using var process = EmotionNetProcess.Start(_folder.Path, Training);
        process.WaitForLine("epoch 1/3: ");
        process.Signal(Int);
        EmotionNetProcess.Send(process.Id, Int);

        var (exitCode, output, errors) = process.End();

        Assert.Equal((130, ""), (exitCode, errors));
        Assert.EndsWith(" --resume run/last.safetensors", output.TrimEnd(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Int, 130)]
    [InlineData(Term, 143)]
    [InlineData(Hup, 129)]
    public void A_signal_while_the_data_is_loaded_ends_the_process_and_leaves_nothing(int signal, int expected)
    {
        using (var pipe = System.Diagnostics.Process.Start("mkfifo", [_folder.File("never.csv")]))
        {
            pipe.WaitForExit();
        }

        using var process = EmotionNetProcess.Start(_folder.Path, "--data-dir", "never.csv", "--checkpoint-dir", "new");
        process.Signal(signal); // whenever it comes: nobody ever writes to the pipe

        var (exitCode, _, errors) = process.End();

        Assert.Equal((expected, ""), (exitCode, errors));
        Assert.False(Directory.Exists(_folder.File("new")));
    }

    private void AssertIsSaved(EmotionNetProcess process, int expected, string name)
    {
        var (exitCode, output, errors) = process.End();

        Assert.Equal((expected, ""), (exitCode, errors));
        Assert.EndsWith(" --resume run/last.safetensors", output.TrimEnd(), StringComparison.Ordinal);
        var log = File.ReadAllText(_folder.File("run/train.log"));
        Assert.Contains($"Interrupted by {name}; the state is saved in run/last.safetensors", log, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("run/last.safetensors")));
    }
}
