using EmotionNet.Data.Synthetic;
using EmotionNet.Tests.Reporting.Mlflow;

namespace EmotionNet.Tests.Cli;

/// <summary>Real training processes that report to a tracking server.</summary>
[Collection(ProgramTests.Name)]
public sealed class MlflowProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeMlflow _server = new();

    public MlflowProcessTests() => SyntheticFaces.WriteTo(_folder.File("sample"), seed: 1, training: 64, validation: 32, test: 32);

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_run_that_is_interrupted_and_resumed_is_one_run_of_the_experiment()
    {
        string[] training =
            ["--mode", "quick", "--data-dir", "sample", "--epochs", "2", "--batch-size", "16", "--checkpoint-dir", "run", "--threads", "1", "--tta", "none"];
        using var process = EmotionNetProcess.Start(_folder.Path, [.. training, "--mlflow", _server.Url, "--mlflow-experiment", "faces"]);
        process.WaitForLine("epoch 1/2: ");
        process.Interrupt();
        var interrupted = process.End();
        Assert.Equal((130, ""), (interrupted.ExitCode, interrupted.Errors));
        Assert.Equal("KILLED", _server.OnlyRun.Statuses[^1]);

        var resumed = EmotionNetProcess.Run(_folder.Path, "--resume", "run");

        Assert.Equal((0, ""), (resumed.ExitCode, resumed.Errors));
        Assert.Equal(["faces"], _server.ExperimentNames);
        Assert.Equal("run", _server.OnlyRun.Name);
        Assert.Equal(["KILLED", "RUNNING", "FINISHED"], _server.OnlyRun.Statuses);
        Assert.Equal([1, 2], _server.OnlyRun.StepsOf("validation/accuracy"));
        Assert.Single(_server.OnlyRun.StepsOf("test/accuracy"));
        Assert.Equal(File.ReadAllBytes(_folder.File("run/epochs.csv")), _server.OnlyRun.Files["epochs.csv"]);
    }
}
