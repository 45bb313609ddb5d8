using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Sweeps;

namespace EmotionNet.Tests.Sweeps;

[Collection(TorchFreeTests.Name)]
public sealed class TaskReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_task_waits_until_something_begins() => Assert.Equal(TaskState.Waiting, Read(Task()).State);

    [Fact]
    public void A_task_with_a_result_is_done_and_its_score_is_that_of_the_validation_split()
    {
        var task = Task();
        MadeUpSweep.End(task, accuracy: 0.75);

        Assert.Equal(new TaskReport(task, TaskState.Done, 9, new BestScore(7, 0.75, 0.5), 60, null), Read(task));
    }

    [Fact]
    public void A_task_whose_lock_is_held_runs_whatever_else_lies_there()
    {
        var task = Task();
        MadeUpSweep.Save(task, 0.25, 0.5, 0.375);
        MadeUpSweep.Return(task, 2, "an earlier error");
        using var running = RunLock.Take(task.RunDirectory);

        Assert.Equal(new TaskReport(task, TaskState.Running, 3, new BestScore(2, 0.5, 0.25), 30, null), Read(task));
    }

    [Theory]
    [InlineData(129)]
    [InlineData(130)]
    [InlineData(138)]
    [InlineData(143)]
    public void A_task_that_a_signal_stopped_in_order_is_stopped(int code)
    {
        var task = Task();
        MadeUpSweep.Save(task, 0.25);
        MadeUpSweep.Return(task, code, "");

        Assert.Equal(TaskState.Stopped, Read(task).State);
    }

    [Fact]
    public void A_task_whose_process_is_gone_without_a_word_was_killed()
    {
        var task = Task();
        Directory.CreateDirectory(task.RunDirectory);
        RunMarker.OfThisProcess(TrainingMode.Default).Write(task.RunDirectory);
        RunLock.Take(task.RunDirectory).Dispose();

        Assert.Equal(TaskState.Killed, Read(task).State);
    }

    [Fact]
    public void A_task_that_SIGKILL_ended_was_killed_and_keeps_its_epochs()
    {
        var task = Task();
        MadeUpSweep.Save(task, 0.25, 0.5);
        MadeUpSweep.Return(task, 137, "half a sen");

        Assert.Equal(new TaskReport(task, TaskState.Killed, 2, new BestScore(2, 0.5, 0.25), 30, null), Read(task));
    }

    [Theory]
    [InlineData(2, "libgomp: a warning\nsomewhere: no data; put it there.\n\n", "somewhere: no data; put it there.")]
    [InlineData(1, "", "Its process exited with code 1 and no error message.")]
    [InlineData(139, "half a sen", "Its process was killed by signal 11.")]
    public void A_task_that_failed_says_why_in_its_own_words(int code, string errors, string expected)
    {
        var task = Task();
        MadeUpSweep.Return(task, code, errors);

        var report = Read(task);

        Assert.Equal((TaskState.Failed, expected), (report.State, report.Failure));
    }

    [Fact]
    public void A_task_that_was_to_pause_is_done_when_it_has_the_epochs()
    {
        var task = Task();
        MadeUpSweep.Save(task, 0.25, 0.5);
        MadeUpSweep.Return(task, 0, "");

        Assert.Equal(
            [TaskState.Done, TaskState.Done, TaskState.Stopped, TaskState.Stopped],
            new int?[] { 1, 2, 3, null }.Select(epoch => Read(task with { PauseAfter = epoch }).State));
    }

    [Fact]
    public void A_damaged_result_is_none()
    {
        var task = Task();
        MadeUpSweep.Save(task, 0.25);
        _folder.Write("sweep/runs/000/summary.json", "{ \"best\": ");

        Assert.Equal(TaskState.Stopped, Read(task).State);
    }

    [Fact]
    public void The_table_has_what_is_done_first_and_the_best_of_it_at_the_top()
    {
        var tasks = MadeUpSweep.OfSeeds(_folder, 6).Tasks;
        MadeUpSweep.End(tasks[1], accuracy: 0.5);
        MadeUpSweep.End(tasks[4], accuracy: 0.625);
        MadeUpSweep.Save(tasks[3], 0.875);
        MadeUpSweep.Return(tasks[0], 2, "no");
        using var running = TakeLock(tasks[5]);

        Assert.Equal(["004", "001", "005", "003", "002", "000"], TaskReport.Order(tasks.Select(Read)).Select(report => report.Task.Name));
    }

    [Fact]
    public void Seeds_of_one_setting_have_a_mean_and_a_deviation()
    {
        var sweep = MadeUpSweep.Of(_folder, """{ "grid": { "max-lr": [0.01, 0.02], "seed": [1, 2, 3] } }""");
        MadeUpSweep.End(sweep.Tasks[0], accuracy: 0.5);
        MadeUpSweep.End(sweep.Tasks[1], accuracy: 0.75);
        MadeUpSweep.End(sweep.Tasks[3], accuracy: 0.875);

        var means = SeedMeans.Of(sweep.Tasks.Select(Read), sweep.Varied);

        Assert.Equal(["max-lr 0.02", "max-lr 0.01"], means.Select(mean => SweepSetting.Describe(mean.Settings)));
        Assert.Equal([(1, 0.875, null), (2, 0.625, Math.Sqrt(0.03125))], means.Select(mean => (mean.Count, mean.Accuracy, mean.Deviation)));
    }

    private static TaskReport Read(SweepTask task) => TaskReport.Read(task);

    private static RunLock TakeLock(SweepTask task)
    {
        Directory.CreateDirectory(task.RunDirectory);
        return RunLock.Take(task.RunDirectory);
    }

    private SweepTask Task() => MadeUpSweep.OfSeeds(_folder, 1).Tasks[0];
}
