using EmotionNet.Cli;
using EmotionNet.Cli.Options;
using EmotionNet.Configuration;

namespace EmotionNet.Tests.Cli;

/// <summary>What must work without libtorch, in the real executable.</summary>
[Collection(TorchFreeTests.Name)]
public sealed class CommandLineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("emotionnet-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Help_names_every_option_with_its_default_under_a_heading()
    {
        var (exitCode, output, _) = EmotionNetProcess.RunWithoutTorch(_folder, "--help");

        Assert.Equal(0, exitCode);
        var text = string.Join(' ', output.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries));
        foreach (var entry in OptionCatalog.Entries)
        {
            var usual = Word(entry, ModePresets.For(TrainingMode.Default));
            var quick = Word(entry, ModePresets.For(TrainingMode.Quick));
            var expected = usual == quick || entry == OptionCatalog.Mode ? $"[{usual}]" : $"[{usual}; quick: {quick}]";
            Assert.Contains($"{$"--{entry.Name} {entry.ValueName}".Trim()} {OptionNames.ToCommandLine(entry.Help)} {expected}", text, StringComparison.Ordinal);
        }

        var headings = OptionCatalog.Entries.Select(entry => entry.Group.ToString()).Distinct().Append("Examples");
        Assert.All(headings, heading => Assert.Contains($"\n{heading}:\n", output, StringComparison.Ordinal));
        string[] others = ["--resume", "--overwrite", "--dry-run", "--log-level", "--config-file", "--version"];
        Assert.All(others, flag => Assert.Contains(flag, output, StringComparison.Ordinal));
    }

    [Fact]
    public void Version_is_a_number()
    {
        var (exitCode, output, _) = EmotionNetProcess.RunWithoutTorch(_folder, "--version");

        Assert.Equal(0, exitCode);
        Assert.Matches(@"^\d+\.\d+\.\d+", output);
    }

    [Fact]
    public void A_dry_run_prints_a_configuration_that_says_the_same_again()
    {
        var (exitCode, first, _) = EmotionNetProcess.RunWithoutTorch(
            _folder,
            "--dry-run",
            "--mode",
            "ferplus",
            "--ferplus-mode",
            "multi_target",
            "--lr",
            "1e-5",
            "--stochastic-depth",
            "--ferplus-dir",
            "a b");
        var path = Path.Combine(_folder, "config.json");
        File.WriteAllText(path, first);
        var (_, second, _) = EmotionNetProcess.RunWithoutTorch(_folder, "--dry-run", "--config-file", path);
        var (_, third, _) = EmotionNetProcess.RunWithoutTorch(_folder, "--dry-run", "--config-file", path, "--stochastic-depth", "false", "--epochs=9");

        Assert.Equal(0, exitCode);
        Assert.Equal(first, second);
        Assert.Equal(
            first.Replace("\"stochastic-depth\": true", "\"stochastic-depth\": false").Replace($"\"epochs\": {new TrainingOptions().Epochs}", "\"epochs\": 9"),
            third);
        Assert.Contains("\"lr\": 1E-05", first, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder, "checkpoints")));
    }

    [Theory]
    [InlineData("--epoch 3", "unknown option --epoch; did you mean --epochs")]
    [InlineData("--zzz", "unknown option --zzz; see emotionnet --help")]
    [InlineData("train", "unknown command \"train\"; leave it out, or use one of: predict, serve, evaluate, compare, report, ensemble")]
    [InlineData("predit", "unknown command \"predit\"; did you mean predict, or see emotionnet --help")]
    [InlineData("data", "emotionnet data needs a command; use one of")]
    [InlineData("--epochs", "--epochs needs a value; give a whole number")]
    [InlineData("--epochs 1 --epochs 2", "--epochs is given 2 values; give one")]
    [InlineData("--epochs 0", "--epochs cannot be \"0\"; give")]
    [InlineData("--epochs x", "--epochs cannot be \"x\"; give a whole number of at least 1.")]
    [InlineData("--stochastic-depth=maybe", "--stochastic-depth cannot be \"maybe\"; give true or false")]
    [InlineData("--stochastic-depth maybe", "--stochastic-depth cannot be \"maybe\"; give true or false")]
    [InlineData("data inspect now", "unexpected argument \"now\"; leave it out, or see emotionnet data inspect --help")]
    [InlineData("completion", "emotionnet completion needs a command; use one of: emotionnet completion bash")]
    [InlineData("--log-format xml", "--log-format cannot be \"xml\"; give one of: text, json")]
    [InlineData("--teacher a,,b", "--teacher cannot be \"a,,b\"; give files, separated by commas, or none")]
    [InlineData("--mode ferplus --use-balanced", "--use-balanced has FER2013's seven classes and --mode ferplus has eight; leave out --use-balanced")]
    [InlineData("--batch-size many", "--batch-size cannot be \"many\"; give")]
    [InlineData("--mode fast", "--mode cannot be \"fast\"; give one of: default, quick, ferplus")]
    [InlineData("--dropout-rate 1", "--dropout-rate cannot be \"1\"; give")]
    [InlineData("--lr 1", "--lr 1 is above --max-lr")]
    [InlineData("--device tpu", "--device cannot be \"tpu\"; give")]
    [InlineData("--log-level loud", "--log-level cannot be \"loud\"; give")]
    [InlineData("--seed 1 data sample --out x", "--seed stands before the command")]
    [InlineData("--config-file nowhere.json", "nowhere.json: there is no such configuration file")]
    [InlineData("--config-file .", ".: --config-file is a directory")]
    [InlineData("--resume --checkpoint-dir c", "last.safetensors: there is no checkpoint to resume; give")]
    [InlineData("--resume .", "last.safetensors: there is no checkpoint to resume; give")]
    [InlineData("--resume gone.safetensors", "gone.safetensors: there is no checkpoint to resume; give")]
    [InlineData("--checkpoint-dir file/c", "file/c: the checkpoint directory cannot be written; give")]
    [InlineData("data sample", "emotionnet data sample needs --out; give it a directory")]
    [InlineData("data sample --out file", "file: this directory cannot be created; give --out")]
    [InlineData("model --classes 1", "--classes cannot be \"1\"; give")]
    [InlineData("evaluate --data-dir x", "evaluate needs --checkpoint; give")]
    [InlineData("evaluate", "evaluate needs --checkpoint; give")]
    [InlineData("evaluate --checkpoint .", ".: this directory has no best_model.safetensors; give")]
    [InlineData("evaluate --checkpoint x", "x: there is no such network; give the directory of a run")]
    [InlineData("data preview --out preview.jpg", "--out cannot be \"preview.jpg\"; give a file name that ends in .png")]
    [InlineData("evaluate --checkpoint x --data-dir y --ferplus-dir z", "not both --data-dir and --ferplus-dir; give")]
    [InlineData("evaluate --checkpoint x --data-dir y", "x: there is no such network; give the directory of a run")]
    [InlineData("evaluate --checkpoint x --data-dir y --split all", "--split cannot be \"all\"; give")]
    public void Bad_input_is_one_sentence_and_exit_code_2(string arguments, string sentence)
    {
        File.WriteAllText(Path.Combine(_folder, "file"), "");
        var errors = new StringWriter();
        var before = Directory.GetCurrentDirectory();
        try
        {
            // In this process, to be quick; the test below starts the real one.
            Directory.SetCurrentDirectory(_folder);
            var problem = Assert.ThrowsAny<Exception>(() => CommandTree.Run(arguments.Split(' ')));
            Assert.Equal(2, FailureReport.Tell(problem, errors));
        }
        finally
        {
            Directory.SetCurrentDirectory(before);
        }

        AssertOneSentence(errors.ToString(), sentence);
        Assert.Equal(["file"], Directory.EnumerateFileSystemEntries(_folder).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("--epoch 3", "did you mean --epochs")]
    [InlineData("--lr 1", "--lr 1 is above --max-lr")]
    [InlineData("--checkpoint-dir file/c", "the checkpoint directory cannot be written")]
    public void The_executable_ends_with_one_sentence_and_exit_code_2(string arguments, string sentence)
    {
        File.WriteAllText(Path.Combine(_folder, "file"), "");

        var (exitCode, output, errors) = EmotionNetProcess.RunWithoutTorch(_folder, arguments.Split(' '));

        Assert.Equal(2, exitCode);
        Assert.Empty(output);
        AssertOneSentence(errors, sentence);
    }

    [Theory]
    [InlineData("")]
    [InlineData("--mode ferplus")]
    public void Without_data_the_run_says_what_to_download_and_where_to_put_it(string arguments)
    {
        var (exitCode, _, errors) = EmotionNetProcess.Run(_folder, arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(2, exitCode);
        AssertOneSentence(errors, "https://");
        Assert.Contains("-dir", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fer2013.safetensors", "--data-dir")]
    [InlineData("ferplus.safetensors", "--ferplus-dir")]
    public void Evaluate_looks_for_the_data_set_of_the_network_where_none_is_named(string weights, string flag)
    {
        var (exitCode, _, errors) = EmotionNetProcess.Run(_folder, "evaluate", "--checkpoint", Path.Combine(AppContext.BaseDirectory, "models", weights));

        Assert.Equal(2, exitCode);
        AssertOneSentence(errors, flag);
    }

    [Fact]
    public void A_bug_is_one_line_that_names_the_file_with_the_stack()
    {
        var errors = new StringWriter();

        Assert.Equal(1, FailureReport.Tell(new InvalidOperationException("two\nlines"), errors));

        var line = Assert.Single(errors.ToString().TrimEnd().Split('\n'));
        Assert.Contains("two lines", line, StringComparison.Ordinal);
        var log = line[line.IndexOf(Path.GetTempPath(), StringComparison.Ordinal)..].TrimEnd('.');
        Assert.Contains(nameof(InvalidOperationException), File.ReadAllText(log), StringComparison.Ordinal);
        File.Delete(log);
    }

    [Fact]
    public void A_setting_without_effect_is_said_beside_the_settings_in_force()
    {
        var (exitCode, output, errors) = EmotionNetProcess.RunWithoutTorch(_folder, "--dry-run", "--ferplus-mode", "probability");

        Assert.Equal(0, exitCode);
        Assert.StartsWith("{", output, StringComparison.Ordinal);
        Assert.Equal("Warning: --ferplus-mode has no effect without --mode ferplus.", errors.TrimEnd());
    }

    private static string Word(OptionEntry entry, TrainingOptions options) =>
        entry.Kind == OptionKind.Switch ? (entry.Read(options) == "true" ? "on" : "off") : entry.Read(options);

    private static void AssertOneSentence(string errors, string sentence)
    {
        var line = Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.Contains(sentence, line, StringComparison.Ordinal);
        Assert.EndsWith(".", line, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", line, StringComparison.Ordinal);
    }
}
