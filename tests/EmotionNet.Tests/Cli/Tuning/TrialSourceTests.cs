using EmotionNet.Cli.Tuning;
using EmotionNet.Sweeps;
using EmotionNet.Tests.Sweeps;
using EmotionNet.Tests.Tuning;
using EmotionNet.Tuning;

namespace EmotionNet.Tests.Cli.Tuning;

/// <summary>What the search learns of the files that processes leave.</summary>
[Collection(TorchFreeTests.Name)]
public sealed class TrialSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_task_has_a_configuration_file_and_the_epoch_of_the_first_rung()
    {
        var task = Source().Next()!;

        Assert.Equal(("000", 1), (task.Name, task.PauseAfter));
        Assert.Equal(task.Options with { CheckpointDirectory = task.RunDirectory }, EmotionNet.Configuration.ConfigurationFile.Load(task.ConfigurationFile));
    }

    [Fact]
    public void A_run_that_has_paused_has_the_result_of_the_epoch_that_it_paused_after()
    {
        var source = Source();
        var task = source.Next()!;
        MadeUpSweep.Save(task, 0.25);

        source.OnEnded(TaskReport.Read(task));

        Assert.Equal([new RungResult(1, 0.25, Loss: 1, Seconds: 30)], source.Search.Trials[0].Results);
        Assert.Equal("001", source.Next()!.Name);
    }

    [Fact]
    public void A_run_that_failed_has_its_own_words()
    {
        var source = Source();
        var task = source.Next()!;
        MadeUpSweep.Return(task, 2, "x: the loss is not a number; lower --max-lr.\n");

        source.OnEnded(TaskReport.Read(task));

        Assert.Equal("x: the loss is not a number; lower --max-lr.", source.Search.Trials[0].Failure);
    }

    [Theory]
    [InlineData(143)]
    [InlineData(137)]
    public void A_run_that_was_stopped_or_killed_goes_on(int exitCode)
    {
        var source = Source();
        var task = source.Next()!;
        MadeUpSweep.Save(task with { PauseAfter = null });
        MadeUpSweep.Return(task, exitCode, "");

        source.OnEnded(TaskReport.Read(task));

        Assert.Equal(task.Name, source.Next()!.Name);
    }

    [Fact]
    public void When_the_budget_is_spent_nothing_begins() => Assert.Null(Source(budgetSeconds: 0).Next());

    private TrialSource Source(double budgetSeconds = 1e5) => new(
        TuneDirectory.Prepare(Directory.CreateDirectory(_folder.File("tune")).FullName, MadeUpTrials.Definition()), budgetSeconds, maximumTrials: 100);
}
