using System.Diagnostics;
using EmotionNet.Checkpoints;
using EmotionNet.Cli.Sweeps;
using EmotionNet.Sweeps;
using EmotionNet.Tests.Sweeps;

namespace EmotionNet.Tests.Cli.Sweeps;

/// <summary>The job script with bash, a program and a scontrol that are made up; tests/slurm.sh runs it under a real Slurm.</summary>
[Collection(TorchFreeTests.Name)]
public sealed class SlurmScriptTests : IDisposable
{
    private const string NoBash = "needs bash and signals";

    // Saves when it is warned, and says what it was given.
    private const string Patient = "trap 'exit 130' USR1; echo \"$@\"; touch started; while :; do sleep 0.01; done";

    private readonly TemporaryFolder _folder = new();

    public static bool HasBash => OperatingSystem.IsLinux();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_array_has_the_tasks_that_are_not_done()
    {
        var sweep = MadeUpSweep.OfSeeds(_folder, 9);

        Assert.Contains("\n#SBATCH --array=0-2,4,7-8\n", Compose(sweep, [0, 1, 2, 4, 7, 8]), StringComparison.Ordinal);
        Assert.Contains("\n#SBATCH --array=0-8\n", Compose(sweep, []), StringComparison.Ordinal);
    }

    [Fact]
    public void A_percent_sign_in_the_path_is_not_a_pattern_of_Slurm()
    {
        var plan = SweepExpansion.Expand(SweepFile.Read(_folder.Write("file.json", "{ \"grid\": { \"seed\": [1] } }")));
        var sweep = SweepDirectory.Prepare(_folder.File("90%j"), plan);

        Assert.Contains($"\n#SBATCH --output={_folder.Path}/90%%j/logs/slurm-%A_%a.out\n", Compose(sweep, []), StringComparison.Ordinal);
    }

    [Fact]
    public void The_job_may_be_requeued_and_its_shell_alone_is_warned()
    {
        var lines = Compose(MadeUpSweep.OfSeeds(_folder, 1), []).Split('\n');

        Assert.Equal("#!/bin/bash", lines[0]);
        Assert.Contains("#SBATCH --requeue", lines);
        Assert.Contains("#SBATCH --signal=B:USR1@60", lines);
        Assert.Contains("#SBATCH --open-mode=append", lines);
        Assert.Contains($"#SBATCH --chdir={Directory.GetCurrentDirectory()}", lines);
    }

    [Fact(Skip = NoBash, SkipType = typeof(SlurmScriptTests), SkipUnless = nameof(HasBash))]
    public void A_task_that_ends_leaves_its_exit_code_and_is_not_requeued()
    {
        var run = Start("echo \"$@\"; exit 0");

        Assert.Equal(0, run.End().ExitCode);
        Assert.Contains($"--config-file {_folder.File("sweep/tasks/000.json")} --resume auto --threads 3", run.Output, StringComparison.Ordinal);
        Assert.Equal(("0\n", false), (File.ReadAllText(_folder.File("sweep/logs/000.exit")), IsRequeued));
    }

    [Fact(Skip = NoBash, SkipType = typeof(SlurmScriptTests), SkipUnless = nameof(HasBash))]
    public void A_task_that_is_warned_saves_its_state_and_is_requeued()
    {
        var run = Start(Patient);
        Assert.True(SpinWait.SpinUntil(() => File.Exists(_folder.File("started")), TimeSpan.FromSeconds(60)));

        EmotionNetProcess.Send(run.Id, 10);

        Assert.Equal(130, run.End().ExitCode);
        Assert.Equal("requeue 4711\n", File.ReadAllText(_folder.File("scontrol.log")));
        Assert.Equal("130\n", File.ReadAllText(_folder.File("sweep/logs/000.exit")));
    }

    [Fact(Skip = NoBash, SkipType = typeof(SlurmScriptTests), SkipUnless = nameof(HasBash))]
    public void The_shell_outlives_a_SIGTERM_which_the_program_gets_from_Slurm_itself()
    {
        var run = Start("trap 'exit 143' TERM; echo $$ >started; while :; do sleep 0.01; done");
        Assert.True(SpinWait.SpinUntil(
            () => File.Exists(_folder.File("started")) && File.ReadAllText(_folder.File("started")).EndsWith('\n'), TimeSpan.FromSeconds(60)));

        EmotionNetProcess.Send(run.Id, 15);
        EmotionNetProcess.Send(int.Parse(File.ReadAllText(_folder.File("started")).Trim()), 15);

        Assert.Equal(143, run.End().ExitCode);
        Assert.Equal(("143\n", false), (File.ReadAllText(_folder.File("sweep/logs/000.exit")), IsRequeued));
    }

    [Fact(Skip = NoBash, SkipType = typeof(SlurmScriptTests), SkipUnless = nameof(HasBash))]
    public void A_task_that_fails_is_told_with_its_own_sentence_and_not_requeued()
    {
        var run = Start("echo 'somewhere: no data; put it there.' >&2; exit 2");

        Assert.Equal((2, "somewhere: no data; put it there.\n"), run.End());
        Assert.False(IsRequeued);
        var report = TaskReport.Read(SweepDirectory.Open(_folder.File("sweep")).Tasks[0]);
        Assert.Equal((TaskState.Failed, "somewhere: no data; put it there."), (report.State, report.Failure));
    }

    [Fact(Skip = NoBash, SkipType = typeof(SlurmScriptTests), SkipUnless = nameof(HasBash))]
    public void A_second_job_leaves_the_one_that_trains_alone()
    {
        var task = MadeUpSweep.OfSeeds(_folder, 1).Tasks[0];
        Directory.CreateDirectory(task.RunDirectory);
        RunMarker.OfThisProcess(task.Options.Mode).Write(task.RunDirectory);
        File.WriteAllText(task.ErrorFile, "of the first job\n");
        (int, string) ended;
        using (RunLock.Take(task.RunDirectory))
        {
            ended = Start("echo 'another run is training' >&2; exit 2").End();
        }

        Assert.Equal((2, "another run is training\n"), ended);
        Assert.Equal("of the first job\n", File.ReadAllText(task.ErrorFile));
        Assert.Equal(["000.err"], Directory.GetFiles(_folder.File("sweep/logs")).Select(Path.GetFileName));
        Assert.Equal(TaskState.Killed, TaskReport.Read(task).State); // when the first job's node dies
    }

    [Fact(Skip = NoBash, SkipType = typeof(SlurmScriptTests), SkipUnless = nameof(HasBash))]
    public void What_the_program_says_is_the_jobs_own_until_it_ends()
    {
        var task = MadeUpSweep.OfSeeds(_folder, 1).Tasks[0];
        MadeUpSweep.Return(task, 2, "of an earlier job\n");

        Start("ls sweep/logs >during; exit 1").End();

        Assert.Equal(["000-4711.err", "000.err"], File.ReadAllLines(_folder.File("during")));
        Assert.Equal(["000.err", "000.exit"], Directory.GetFiles(_folder.File("sweep/logs")).Select(Path.GetFileName).Order());
        Assert.Equal("Its process exited with code 1 and no error message.", TaskReport.Read(task).Failure);
    }

    [Fact(Skip = NoBash, SkipType = typeof(SlurmScriptTests), SkipUnless = nameof(HasBash))]
    public void A_task_that_is_done_is_not_started_again()
    {
        MadeUpSweep.End(MadeUpSweep.OfSeeds(_folder, 1).Tasks[0], accuracy: 0.5);

        Assert.Equal(0, Start("touch started").End().ExitCode);
        Assert.False(File.Exists(_folder.File("started")));
    }

    private bool IsRequeued => File.Exists(_folder.File("scontrol.log"));

    private static string Compose(SweepDirectory sweep, int[] open) => SlurmScript.Compose(sweep, "emotionnet", [.. open.Select(index => sweep.Tasks[index])]);

    private ScriptRun Start(string program)
    {
        var sweep = MadeUpSweep.OfSeeds(_folder, 1);
        _folder.Write("bin/scontrol", $"#!/bin/bash\necho \"$@\" >>'{_folder.File("scontrol.log")}'\n");
        _folder.Write("bin/program", $"#!/bin/bash\ncd '{_folder.Path}'\n{program}\n");
        foreach (var file in Directory.GetFiles(_folder.File("bin")))
        {
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            }
        }

        var script = _folder.Write("job.sh", SlurmScript.Compose(sweep, _folder.File("bin/program"), sweep.Tasks));
        return new ScriptRun(script, _folder.File("bin"));
    }

    private sealed class ScriptRun
    {
        private readonly Process _process;
        private readonly Task<string> _output;
        private readonly Task<string> _errors;

        public ScriptRun(string script, string path)
        {
            var start = new ProcessStartInfo("env", ["--default-signal=INT,TERM,HUP,USR1", "bash", script])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            start.Environment["PATH"] = $"{path}:{Environment.GetEnvironmentVariable("PATH")}";
            start.Environment["SLURM_ARRAY_TASK_ID"] = "0";
            start.Environment["SLURM_JOB_ID"] = "4711";
            start.Environment["SLURM_CPUS_PER_TASK"] = "3";
            _process = Process.Start(start)!;
            (_output, _errors) = (_process.StandardOutput.ReadToEndAsync(), _process.StandardError.ReadToEndAsync());
        }

        public int Id => _process.Id;

        public string Output => _output.Result;

        public (int ExitCode, string Errors) End()
        {
            Assert.True(_process.WaitForExit(TimeSpan.FromSeconds(60)));
            return (_process.ExitCode, _errors.Result);
        }
    }
}
