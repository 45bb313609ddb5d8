using System.Text.Json;
using EmotionNet.Checkpoints;
using EmotionNet.Data.Synthetic;
using EmotionNet.Sweeps;
using EmotionNet.Tests.Sweeps;

namespace EmotionNet.Tests.Cli.Sweeps;

/// <summary>Sweeps by the real program.</summary>
[Collection(ProgramTests.Name)]
public sealed class SweepProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact(Skip = "needs signals", SkipType = typeof(LocalRunnerTests), SkipUnless = nameof(LocalRunnerTests.HasShell))]
    public void A_sweep_that_is_interrupted_continues_and_a_task_that_fails_does_not_stop_it()
    {
        SyntheticFaces.WriteTo(_folder.File("sample"), seed: 1, training: 96, validation: 32, test: 32);
        _folder.Write("broken/fer2013.csv", "emotion,pixels,Usage\n0,1 2 3,Training\n");
        _folder.Write("file.json", """
            { "settings": { "mode": "quick", "epochs": 3, "batch-size": 16, "tta": "none", "threads": 1 },
              "grid": { "data-dir": ["sample", "broken"], "seed": [1, 2] } }
            """);
        using var first = EmotionNetProcess.Start(_folder.Path, "sweep", "file.json", "--out", "sweep", "--local", "1");
        first.WaitForLine("task 000: done in ");
        first.WaitForLine("task 001 (data-dir ");
        Assert.True(SpinWait.SpinUntil(() => IsTraining("001"), TimeSpan.FromSeconds(60)));
        first.Interrupt();
        var (stopCode, stopOutput, _) = first.End();
        var firstResult = File.ReadAllBytes(_folder.File("sweep/runs/000/summary.json"));

        var (exitCode, output, errors) = EmotionNetProcess.Run(_folder.Path, "sweep", "file.json", "--out", "sweep", "--local", "2");

        Assert.Equal(130, stopCode);
        Assert.Contains("Interrupted by SIGINT. The same command continues the sweep.", stopOutput, StringComparison.Ordinal);
        Assert.Contains("\n1 of 4 tasks done, 1 stopped, 2 waiting.", stopOutput, StringComparison.Ordinal);
        Assert.Equal((3, ""), (exitCode, errors));
        Assert.Contains("1 of 4 tasks done already.\n", output, StringComparison.Ordinal);
        Assert.DoesNotContain("task 000 (", output, StringComparison.Ordinal);
        Assert.Contains("seed 2): continues", output, StringComparison.Ordinal);
        Assert.Contains("\n2 of 4 tasks done, 2 failed.", output, StringComparison.Ordinal);
        Assert.Contains($"\ntask 002 failed: {_folder.File("broken/fer2013.csv")}, line 2: ", output, StringComparison.Ordinal);
        Assert.Equal(firstResult, File.ReadAllBytes(_folder.File("sweep/runs/000/summary.json")));
        Assert.Contains("Continuing ", File.ReadAllText(_folder.File("sweep/runs/001/train.log")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_status_is_a_table_or_JSON_with_the_best_by_validation_first()
    {
        var sweep = MadeUpSweep.OfSeeds(_folder, 4);
        MadeUpSweep.End(sweep.Tasks[0], accuracy: 0.5);
        MadeUpSweep.End(sweep.Tasks[2], accuracy: 0.75, seconds: 3723);
        MadeUpSweep.Save(sweep.Tasks[1], 0.875);
        MadeUpSweep.Return(sweep.Tasks[3], 2, "x: no data; put it there.\n");

        var (exitCode, output, errors) = EmotionNetProcess.RunWithoutTorch(_folder.Path, "sweep", "status", "sweep");
        var (_, json, _) = EmotionNetProcess.RunWithoutTorch(_folder.Path, "sweep", "status", "sweep", "--json");

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Equal(
            """
            task  seed    state  epochs  best epoch  val acc  val F1     time
            002      3     done       9           7   75.0 %   0.500  1:02:03
            000      1     done       9           7   50.0 %   0.500     1:00
            001      2  stopped     1/9           1   87.5 %   0.250     0:30
            003      4   failed     0/9           -        -       -        -

            mean over the seeds  seeds  val acc  deviation
                                     2   62.5 %      17.68

            2 of 4 tasks done, 1 stopped, 1 failed. Scores are those of the validation split.
            task 003 failed: x: no data; put it there.

            """,
            output);
        var document = JsonDocument.Parse(json).RootElement;
        Assert.Equal(2, document.GetProperty("counts").GetProperty("done").GetInt32());
        Assert.Equal(["002", "000", "001", "003"], document.GetProperty("tasks").EnumerateArray().Select(task => task.GetProperty("name").GetString()));
        Assert.Equal(sweep.Tasks[2].RunDirectory, document.GetProperty("tasks")[0].GetProperty("run").GetString());
        Assert.Equal("x: no data; put it there.", document.GetProperty("tasks")[3].GetProperty("failure").GetString());
    }

    [Fact]
    public void A_sweep_is_written_and_a_changed_one_refused_in_one_sentence()
    {
        _folder.Write("file.json", """{ "grid": { "seed": [1, 2], "focal-gamma": [3] } }""");
        var (exitCode, output, warning) = EmotionNetProcess.RunWithoutTorch(_folder.Path, "sweep", "file.json", "--out", "sweep");
        _folder.Write("file.json", """{ "grid": { "seed": [1, 3], "focal-gamma": [3] } }""");

        var (changedCode, _, refusal) = EmotionNetProcess.RunWithoutTorch(_folder.Path, "sweep", "file.json", "--out", "sweep");
        var (unknownCode, _, unknown) = EmotionNetProcess.RunWithoutTorch(_folder.Path, "sweep", "file.json", "--out", "sweep", "--locla", "2");

        Assert.Equal((0, "Warning: --focal-gamma has no effect without --focal-loss.\n"), (exitCode, warning));
        Assert.Contains("0 of 2 tasks done, 2 waiting.\n", output, StringComparison.Ordinal);
        Assert.Contains($"  sbatch --time=2:00:00 --cpus-per-task=16 {_folder.File("sweep/sweep.sbatch")}\n", output, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("sweep/sweep.sbatch")));
        Assert.Equal(2, changedCode);
        Assert.StartsWith(
            "file.json: the sweep in sweep was started with the task seed 2, focal-gamma 3, which this file no longer has; ",
            refusal,
            StringComparison.Ordinal);
        Assert.Equal((2, "unknown option --locla; did you mean --local, or see emotionnet sweep --help.\n"), (unknownCode, unknown));
    }

    [Theory]
    [InlineData("--local", "1")]
    [InlineData]
    public void A_sweep_that_is_refused_has_added_nothing(params string[] local)
    {
        MadeUpSweep.OfSeeds(_folder, 1);
        _folder.Write("file.json", """{ "settings": { "epochs": 9 }, "grid": { "seed": [1, 2] } }""");
        _folder.Write("data/fer2013/fer2013.csv", "emotion,pixels,Usage\n"); // looked for, not read
        var before = File.ReadAllText(_folder.File("sweep/sweep.json"));
        using var running = SweepDirectory.Lock(_folder.File("sweep"));

        var (exitCode, _, errors) = EmotionNetProcess.RunWithoutTorch(_folder.Path, ["sweep", "file.json", "--out", "sweep", .. local]);

        Assert.Equal(
            (2, "sweep: another process runs the tasks of this sweep, or adds some; wait until it ends, or look with emotionnet sweep status.\n"),
            (exitCode, errors));
        Assert.Equal(before, File.ReadAllText(_folder.File("sweep/sweep.json")));
        Assert.False(File.Exists(_folder.File("sweep/tasks/001.json")));
    }

    // With a pause: to look takes the lock for a moment.
    private bool IsTraining(string task)
    {
        Thread.Sleep(50);
        return RunLock.IsHeld(_folder.File($"sweep/runs/{task}"));
    }
}
