using System.Text.Json;
using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Data.Synthetic;
using EmotionNet.Tests.Cli.Sweeps;
using EmotionNet.Tests.Tuning;
using EmotionNet.Tuning;

namespace EmotionNet.Tests.Cli.Tuning;

/// <summary>Searches by the real program.</summary>
[Collection(ProgramTests.Name)]
public sealed class TuneProcessTests : IDisposable
{
    private const int Kill = 9; // SIGKILL

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact(Skip = "needs signals", SkipType = typeof(LocalRunnerTests), SkipUnless = nameof(LocalRunnerTests.HasShell))]
    public void A_search_that_is_interrupted_and_then_killed_comes_to_the_same_answer()
    {
        SyntheticFaces.WriteTo(_folder.File("sample"), seed: 1, training: 96, validation: 32, test: 32);
        using var whole = Start("whole");
        using (var first = Start("cut"))
        {
            first.WaitForLine("trial 000 (");
            Assert.True(SpinWait.SpinUntil(() => IsTraining("000"), TimeSpan.FromSeconds(60)));
            first.Interrupt();
            var (code, stopped, _) = first.End();
            Assert.Equal(130, code);
            Assert.Contains("Interrupted by SIGINT. The same command continues the search.", stopped, StringComparison.Ordinal);
        }

        using (var second = Start("cut"))
        {
            second.WaitForLine("trial 000: ");
            second.WaitForLine("trial 001 (");
            Assert.True(SpinWait.SpinUntil(() => IsTraining("001"), TimeSpan.FromSeconds(60)));
            second.Signal(Kill);
            EmotionNetProcess.Send(RunMarker.Read(_folder.File("cut/runs/001"))!.Process, Kill);
            second.End();
        }

        var (exitCode, output, errors) = Start("cut").End();
        var (wholeCode, wholeOutput, _) = whole.End();

        Assert.Equal((0, "", 0), (exitCode, errors, wholeCode));
        var (cutTrials, wholeTrials) = (TuneDirectory.Open(_folder.File("cut")).Trials, TuneDirectory.Open(_folder.File("whole")).Trials);
        Assert.Equal(3, wholeTrials.Count);
        Assert.Equal(Results(wholeTrials), Results(cutTrials));
        Assert.Contains(wholeTrials, trial => trial.Results.Count == 2);
        Assert.Contains("\n3 trials in ", output, StringComparison.Ordinal);
        Assert.Contains($"\nBest: trial {RungLadder.FindLeader(cutTrials)!.Name} (max-lr ", output, StringComparison.Ordinal);
        Assert.Equal(ConfigurationFile.Load(_folder.File("whole/best.json")), ConfigurationFile.Load(_folder.File("cut/best.json")));
        Assert.Contains(": continues after 1 epoch, up to epoch 2", wholeOutput, StringComparison.Ordinal);

        // The test split is not scored, whichever trial is the best.
        Assert.Empty(Directory.EnumerateFiles(_folder.Path, "summary.json", SearchOption.AllDirectories));
        Assert.Contains("Paused after epoch 1; the state is saved in ", File.ReadAllText(_folder.File("whole/runs/000/train.log")), StringComparison.Ordinal);
    }

    [Fact]
    public void Trials_that_diverge_are_told_and_leave_no_answer()
    {
        SyntheticFaces.WriteTo(_folder.File("sample"), seed: 1, training: 96, validation: 32, test: 32);

        var (exitCode, output, errors) = EmotionNetProcess.Run(
            _folder.Path,
            [.. Arguments("tune"), "--trials", "1", "--optimizer", "sgd", "--lr", "1e30", "--max-lr", "1e30", "--grad-clip", "0"]);

        Assert.Equal((3, ""), (exitCode, errors));
        Assert.Contains("\ntrial 000 failed, and counts as the worst: ", output, StringComparison.Ordinal);
        Assert.Contains("not a number", output, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("tune/best.json")));
    }

    [Fact]
    public void The_status_fits_into_80_columns_and_is_JSON_for_a_script()
    {
        var directory = TuneDirectory.Prepare(Directory.CreateDirectory(_folder.File("tune")).FullName, MadeUpTrials.Definition(epochs: 9));
        var search = MadeUpTrials.Search(directory.Definition);
        search.Reach(search.Next(1e5)!, MadeUpTrials.Result(1, 0.25));
        search.Fail(search.Next(1e5)!, "x: the loss is not a number; lower --max-lr.");
        search.Reach(search.Next(1e5)!, MadeUpTrials.Result(1, 0.5));
        search.Reach(search.Next(1e5)!, MadeUpTrials.Result(3, 0.625));
        search.Next(1e5);
        directory.Write(search, secondsSpent: 3723);

        var (exitCode, output, errors) = EmotionNetProcess.RunWithoutTorch(_folder.Path, "tune", "status", "tune");
        var (_, json, _) = EmotionNetProcess.RunWithoutTorch(_folder.Path, "tune", "status", "tune", "--json");

        Assert.Equal((0, ""), (exitCode, errors));
        var table = output.Split("\n\n")[0].Split('\n');
        Assert.All(table, line => Assert.InRange(line.Length, 60, 80));
        Assert.Equal(["002", "000", "003", "001"], table.Skip(1).Select(line => line[..3]));
        Assert.EndsWith("3/9   62.5 %   paused", table[1], StringComparison.Ordinal);
        Assert.EndsWith("0/9        -   failed", table[4], StringComparison.Ordinal);
        Assert.Contains("\n4 trials in 1:02:03, rungs after 1, 3, 9 epochs. Scores are those of the validation split.\n", output, StringComparison.Ordinal);
        Assert.Contains(
            "\nTrial 000, which the search started from, has 25.0 % validation accuracy after 1 of 9 epochs; trial 002 has 50.0 % there (+25.0 points).\n",
            output,
            StringComparison.Ordinal);
        Assert.Contains("\ntrial 001 failed: x: the loss is not a number; lower --max-lr.\n", output, StringComparison.Ordinal);
        var document = JsonDocument.Parse(json).RootElement;
        Assert.Equal("002", document.GetProperty("best").GetString());
        Assert.Equal(0.625, document.GetProperty("trials")[0].GetProperty("results")[1].GetProperty("accuracy").GetDouble());
    }

    [Theory]
    [InlineData("--mixup-alpha cannot be \"x\"; give a number of at least 0.\n", "tune", "--out", "tune", "--mixup-alpha", "x")]
    [InlineData("emotionnet tune needs --out; ", "tune")]
    [InlineData("nothing: this is not the directory of a search; give the directory that a search was started with.\n", "tune", "status", "nothing")]
    public void What_is_wrong_is_said_in_a_sentence(string expected, params string[] arguments)
    {
        var (exitCode, _, errors) = EmotionNetProcess.RunWithoutTorch(_folder.Path, arguments);

        Assert.Equal(2, exitCode);
        Assert.StartsWith(expected, errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd('\n').Split('\n'));
        Assert.False(Directory.Exists(_folder.File("tune")));
    }

    private static IEnumerable<string> Results(IEnumerable<Trial> trials) => trials.SelectMany(trial => trial.Results.Select(
        result => FormattableString.Invariant($"{trial.Name} {result.Epochs} {result.Accuracy:R} {result.Loss:R}")));

    private static string[] Arguments(string directory) =>
    [
        "tune", "--out", directory, "--mode", "quick", "--data-dir", "sample", "--epochs", "2", "--batch-size", "16", "--threads", "1", "--reduction", "2",
    ];

    private EmotionNetProcess Start(string directory) => EmotionNetProcess.Start(_folder.Path, [.. Arguments(directory), "--trials", "3"]);

    // With a pause: to look takes the lock for a moment.
    private bool IsTraining(string trial)
    {
        Thread.Sleep(50);
        return RunLock.IsHeld(_folder.File($"cut/runs/{trial}")) && RunMarker.Read(_folder.File($"cut/runs/{trial}")) is not null;
    }
}
