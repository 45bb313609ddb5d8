using System.Diagnostics;
using EmotionNet.Checkpoints;
using EmotionNet.Cli.Sweeps;
using EmotionNet.Sweeps;
using EmotionNet.Tests.Sweeps;

namespace EmotionNet.Tests.Cli.Sweeps;

/// <summary>The runner with shell scripts for programs.</summary>
[Collection(TorchFreeTests.Name)]
public sealed class LocalRunnerTests : IDisposable
{
    private const string NoShell = "needs sh and signals";

    private const string Result =
        """echo '{ "best": { "epoch": 1, "validation": { "accuracy": 0.5, "macroF1": 0.5 } }, "totals": { "epochs": 1, "seconds": 1 } }' """;

    private readonly TemporaryFolder _folder = new();
    private readonly Events _events = new();

    public static bool HasShell => OperatingSystem.IsLinux();

    public void Dispose() => _folder.Dispose();

    [Fact(Skip = NoShell, SkipType = typeof(LocalRunnerTests), SkipUnless = nameof(HasShell))]
    public void What_is_done_is_not_done_again()
    {
        var sweep = MadeUpSweep.OfSeeds(_folder, 3);
        MadeUpSweep.End(sweep.Tasks[1], accuracy: 0.75);

        var reports = Run(sweep, slots: 1, Ending);

        Assert.All(reports, report => Assert.Equal(TaskState.Done, report.State));
        Assert.Equal(0.75, reports[1].Best!.Accuracy);
        Assert.Equal(["start 000", "end 000", "start 002", "end 002"], _events.Lines);
    }

    [Fact(Skip = NoShell, SkipType = typeof(LocalRunnerTests), SkipUnless = nameof(HasShell))]
    public void As_many_tasks_run_at_a_time_as_there_are_slots()
    {
        var sweep = MadeUpSweep.OfSeeds(_folder, 5);

        Run(sweep, slots: 2, task => Shell($"mkdir -p '{task.RunDirectory}' && sleep 0.2 && {Result} >'{task.RunDirectory}/summary.json'"));

        Assert.Equal(2, _events.MostAtATime);
        Assert.Equal(5, _events.Lines.Count(line => line.StartsWith("end", StringComparison.Ordinal)));
    }

    [Fact(Skip = NoShell, SkipType = typeof(LocalRunnerTests), SkipUnless = nameof(HasShell))]
    public void A_task_that_fails_leaves_its_sentence_and_the_others_go_on()
    {
        var sweep = MadeUpSweep.OfSeeds(_folder, 2);

        var reports = Run(sweep, slots: 1, task => task.Name == "000" ? Shell("echo first; echo 'x: no data; put it there.' >&2; exit 2") : Ending(task));

        Assert.Equal([TaskState.Failed, TaskState.Done], reports.Select(report => report.State));
        Assert.Equal("x: no data; put it there.", reports[0].Failure);
    }

    [Fact(Skip = NoShell, SkipType = typeof(LocalRunnerTests), SkipUnless = nameof(HasShell))]
    public void Stopping_sends_the_signal_to_those_that_run_and_starts_no_more()
    {
        var sweep = MadeUpSweep.OfSeeds(_folder, 3);
        string TrapOf(SweepTask task) => _folder.File($"trap-{task.Name}");
        using var runner = new LocalRunner(2, task => Shell($"trap 'exit 143' TERM; touch '{TrapOf(task)}'; while :; do sleep 0.01; done"), _events);
        _events.WhenStarted = count =>
        {
            if (count == 2)
            {
                Task.Run(() =>
                {
                    SpinWait.SpinUntil(() => sweep.Tasks.Take(2).All(task => File.Exists(TrapOf(task))));
                    runner.Stop(15);
                });
            }
        };

        runner.Run(sweep.Tasks);

        Assert.Equal(["start 000", "start 001", "end 000", "end 001"], _events.Lines.Order(StringComparer.Ordinal).OrderBy(line => line[0] == 'e'));
        Assert.Equal(["143", "143"], sweep.Tasks.Take(2).Select(task => File.ReadAllText(task.ExitCodeFile).Trim()));
        Assert.False(File.Exists(sweep.Tasks[2].ExitCodeFile));
    }

    [Fact(Skip = NoShell, SkipType = typeof(LocalRunnerTests), SkipUnless = nameof(HasShell))]
    public void A_record_that_cannot_be_written_ends_the_sweep_when_the_other_tasks_have_saved()
    {
        var sweep = MadeUpSweep.OfSeeds(_folder, 2);
        Directory.CreateDirectory(sweep.Tasks[0].ErrorFile); // in the place of the file
        var (listens, saved) = (_folder.File("listens"), _folder.File("saved"));

        var error = Assert.Throws<UserInputException>(() => Run(sweep, slots: 2, task => Shell(task.Name == "000"
            ? $"until [ -e '{listens}' ]; do sleep 0.01; done; exit 2"
            : $"trap 'sleep 0.3; touch {saved}; exit 143' TERM; touch '{listens}'; while :; do sleep 0.01; done")));

        Assert.Equal(sweep.Tasks[0].ErrorFile, error.File);
        Assert.True(File.Exists(saved));
    }

    [Fact(Skip = NoShell, SkipType = typeof(LocalRunnerTests), SkipUnless = nameof(HasShell))]
    public void A_task_that_was_refused_leaves_nothing_in_the_place_of_what_the_one_that_trains_will_leave()
    {
        var sweep = MadeUpSweep.OfSeeds(_folder, 1);
        var task = sweep.Tasks[0];
        Directory.CreateDirectory(task.RunDirectory);
        RunLock? other = null;
        _events.WhenStarted = _ => other = RunLock.Take(task.RunDirectory); // another sweep is faster
        _events.WhenElsewhere = () =>
        {
            MadeUpSweep.End(task, accuracy: 0.25);
            other!.Dispose();
        };

        Run(sweep, slots: 1, _ => Shell("sleep 0.2; echo 'another run is training' >&2; exit 2"));

        Assert.Equal(["start 000", "elsewhere 000", "end 000"], _events.Lines);
        Assert.False(File.Exists(task.ErrorFile) || File.Exists(task.ExitCodeFile));
    }

    [Fact(Skip = NoShell, SkipType = typeof(LocalRunnerTests), SkipUnless = nameof(HasShell))]
    public void A_task_that_another_process_trains_is_waited_for_and_not_started()
    {
        var sweep = MadeUpSweep.OfSeeds(_folder, 2);
        Directory.CreateDirectory(sweep.Tasks[0].RunDirectory);
        var other = RunLock.Take(sweep.Tasks[0].RunDirectory);
        _events.WhenEnded = () =>
        {
            MadeUpSweep.End(sweep.Tasks[0], accuracy: 0.25);
            other.Dispose();
        };

        var reports = Run(sweep, slots: 1, Ending);

        Assert.Equal(["elsewhere 000", "start 001", "end 001", "end 000"], _events.Lines);
        Assert.Equal(0.25, reports[0].Best!.Accuracy);
    }

    [Fact(Skip = NoShell, SkipType = typeof(LocalRunnerTests), SkipUnless = nameof(HasShell))]
    public void A_process_that_a_killed_sweep_left_on_this_machine_takes_a_slot()
    {
        var sweep = MadeUpSweep.OfSeeds(_folder, 2);
        Directory.CreateDirectory(sweep.Tasks[0].RunDirectory);
        RunMarker.OfThisProcess(sweep.Tasks[0].Options.Mode).Write(sweep.Tasks[0].RunDirectory);
        var left = RunLock.Take(sweep.Tasks[0].RunDirectory);
        _events.WhenElsewhere = () => Task.Run(() =>
        {
            Thread.Sleep(700); // longer than the runner waits between two looks
            MadeUpSweep.End(sweep.Tasks[0], accuracy: 0.25);
            left.Dispose();
        });

        Run(sweep, slots: 1, Ending);

        Assert.Equal(["elsewhere 000", "end 000", "start 001", "end 001"], _events.Lines);
    }

    [Fact(Skip = NoShell, SkipType = typeof(LocalRunnerTests), SkipUnless = nameof(HasShell))]
    public void A_task_is_out_of_the_reach_of_the_terminals_Ctrl_C()
    {
        var sweep = MadeUpSweep.OfSeeds(_folder, 1);

        Run(sweep, slots: 1, _ => Shell("echo $EMOTIONNET_OWN_PROCESS_GROUP >&2; exit 2"));

        Assert.Equal("1\n", File.ReadAllText(sweep.Tasks[0].ErrorFile));
    }

    [Fact(Skip = NoShell, SkipType = typeof(LocalRunnerTests), SkipUnless = nameof(HasShell))]
    public void A_source_gives_a_task_for_each_free_slot_and_hears_of_its_end_before_it_gives_the_next()
    {
        var sweep = MadeUpSweep.OfSeeds(_folder, 4);
        MadeUpSweep.End(sweep.Tasks[1], accuracy: 0.75);
        var source = new InOrder(sweep.Tasks);
        using var runner = new LocalRunner(1, Ending, _events);

        runner.Run([], source);

        Assert.Equal(["give 000", "hear 000", "give 001", "hear 001", "give 002", "hear 002", "give 003", "hear 003", "none"], source.Lines);
        Assert.Equal(["start 000", "end 000", "end 001", "start 002", "end 002", "start 003", "end 003"], _events.Lines);
    }

    [Fact(Skip = NoShell, SkipType = typeof(LocalRunnerTests), SkipUnless = nameof(HasShell))]
    public void A_source_is_not_asked_once_the_runner_stops()
    {
        var source = new InOrder(MadeUpSweep.OfSeeds(_folder, 2).Tasks);
        using var runner = new LocalRunner(1, Ending, _events);
        _events.WhenStarted = _ => runner.Stop(15);

        runner.Run([], source);

        Assert.Equal(["give 000", "hear 000"], source.Lines);
    }

    private static ProcessStartInfo Shell(string script) => new("env", ["--default-signal=INT,TERM,HUP,USR1", "sh", "-c", script]);

    private static ProcessStartInfo Ending(SweepTask task) => Shell($"mkdir -p '{task.RunDirectory}' && {Result} >'{task.RunDirectory}/summary.json'");

    private IReadOnlyList<TaskReport> Run(SweepDirectory sweep, int slots, Func<SweepTask, ProcessStartInfo> command)
    {
        using var runner = new LocalRunner(slots, command, _events);
        return runner.Run(sweep.Tasks);
    }

    private sealed class InOrder(IEnumerable<SweepTask> tasks) : ITaskSource
    {
        private readonly Queue<SweepTask> _left = new(tasks);

        public List<string> Lines { get; } = [];

        public SweepTask? Next()
        {
            var next = _left.TryDequeue(out var task) ? task : null;
            Lines.Add(next is null ? "none" : $"give {next.Name}");
            return next;
        }

        public void OnEnded(TaskReport after) => Lines.Add($"hear {after.Task.Name}");
    }

    private sealed class Events : ITaskObserver
    {
        public List<string> Lines { get; } = [];

        public int MostAtATime { get; private set; }

        public Action<int> WhenStarted { get; set; } = _ => { };

        public Action WhenEnded { get; set; } = () => { };

        public Action WhenElsewhere { get; set; } = () => { };

        public void OnStarted(TaskReport before)
        {
            Lines.Add($"start {before.Task.Name}");
            WhenStarted(Lines.Count);
        }

        public void OnEnded(TaskReport after)
        {
            Lines.Add($"end {after.Task.Name}");
            WhenEnded();
            WhenEnded = () => { };
        }

        public void OnElsewhere(SweepTask task)
        {
            Lines.Add($"elsewhere {task.Name}");
            WhenElsewhere();
        }

        public void OnTick(IReadOnlyList<SweepTask> running) => MostAtATime = Math.Max(MostAtATime, running.Count);

        public void Notice(string text)
        {
        }
    }
}
