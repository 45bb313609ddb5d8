using EmotionNet.Cli.Sweeps;
using EmotionNet.Sweeps;
using EmotionNet.Tests.Sweeps;

namespace EmotionNet.Tests.Cli.Sweeps;

[Collection(TorchFreeTests.Name)]
public sealed class SweepLinesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(2, "continues after 2 epochs")]
    [InlineData(137, "continues after 2 epochs")]
    [InlineData(130, "continues after 2 epochs")]
    public void A_task_with_a_saved_state_continues_however_its_process_ended(int code, string expected)
    {
        var task = Task();
        MadeUpSweep.Save(task, 0.25, 0.5);
        MadeUpSweep.Return(task, code, "");

        Assert.Equal(expected, SweepLines.Started(TaskReport.Read(task)));
    }

    [Theory]
    [InlineData(2, "starts again")]
    [InlineData(137, "starts")]
    public void A_task_without_a_saved_state_starts(int code, string expected)
    {
        var task = Task();
        MadeUpSweep.Return(task, code, "");

        Assert.Equal(expected, SweepLines.Started(TaskReport.Read(task)));
    }

    [Theory]
    [InlineData(137, "task 000: killed, after 1 epoch")]
    [InlineData(143, "task 000: stopped, after 1 epoch")]
    public void A_task_that_was_killed_is_told_from_one_that_stopped(int code, string expected)
    {
        var task = Task();
        MadeUpSweep.Save(task, 0.25);
        MadeUpSweep.Return(task, code, "");

        Assert.Equal(expected, SweepLines.Ended(TaskReport.Read(task)));
    }

    private SweepTask Task() => MadeUpSweep.OfSeeds(_folder, 1).Tasks[0];
}
