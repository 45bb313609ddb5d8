using System.CommandLine;
using EmotionNet.Cli.Display;
using EmotionNet.Cli.Options;
using EmotionNet.Cli.Sweeps;
using EmotionNet.Configuration;
using EmotionNet.Sweeps;

namespace EmotionNet.Cli.Commands;

/// <summary><c>sweep</c>: many runs from one file, here or by Slurm.</summary>
internal static class SweepCommand
{
    private const int MaximumSlots = 1024;

    /// <summary>The command; <c>sweep status</c> is <see cref="SweepStatusCommand"/>.</summary>
    public static CommandFlags Create()
    {
        const string Help = "Trains many runs from one file, a grid or a random sample of options: writes their configuration files and a job script for "
            + "Slurm, or runs them here. The same command continues a sweep.";
        const string FileHelp = "JSON with \"settings\" for all tasks, and \"grid\", lists of values whose every combination is a task, or \"sample\", "
            + "values to draw, or both";
        var flags = new CommandFlags(new Command("sweep", Help))
        {
            Examples =
            [
                new(
                    "four seeds of two learning rates, with { \"grid\": { \"max-lr\": [0.006, 0.012], \"seed\": [1, 2, 3, 4] } } in the file",
                    "emotionnet sweep rates.json --out sweep"),
                new("the tasks on this machine, two at a time", "emotionnet sweep rates.json --out sweep --local 2"),
                new("what is done, the best first", "emotionnet sweep status sweep"),
            ],
        };
        var files = flags.AddPaths("FILE", FileHelp);
        var target = flags.AddRequired(
            "--out", OptionGroup.Output, ValueFormats.Text("DIR", "a directory for the sweep", PathKind.Directory), "the directory of the sweep");
        var local = flags.AddNumber(
            "--local", OptionGroup.Hardware, 1, MaximumSlots, "run the tasks on this machine, N at a time, which share its processors", "only write the files");
        flags.Command.SetAction(parsed => Run(flags.ReadPath(parsed, files), parsed.GetRequiredValue(target), parsed.GetValue(local)?.Value));
        return flags;
    }

    private static int Run(string file, string directory, int? slots)
    {
        var plan = SweepExpansion.Expand(SweepFile.Read(file));
        if (slots is not null)
        {
            TaskData.RequireFound(plan.Tasks.Select(task => task.Resolved)); // a job of Slurm may find it on another machine
        }

        using var held = SweepDirectory.Lock(directory); // before a task gets its number, and until the last one has ended here
        var sweep = SweepDirectory.Prepare(directory, plan);
        Warnings.Show(plan.Tasks.SelectMany(task => IneffectiveOptions.Find(task.Resolved)).Distinct(StringComparer.Ordinal));

        var tasks = sweep.Tasks.Select(TaskReport.Read).ToList();
        var script = SlurmScript.Write(
            sweep, ResumeCommandLine.Program(), [.. tasks.Where(task => task.State != TaskState.Done).Select(task => task.Task)]);
        if (slots is { } count)
        {
            return LocalSweep.Run(sweep, tasks, count);
        }

        new SweepReport(sweep, tasks).Show();
        if (tasks.Exists(task => task.State != TaskState.Done))
        {
            if (sweep.Tasks.Count > SlurmScript.DefaultMaxArraySize)
            {
                Screen.Line(
                    $"By default Slurm takes arrays of at most {Tables.Count(SlurmScript.DefaultMaxArraySize, "task")}; "
                    + "scontrol show config has the MaxArraySize of yours.");
            }

            Screen.Line("Run the tasks with Slurm, or here, two at a time:");
            Screen.Line($"  sbatch --time=2:00:00 --cpus-per-task=16 {ResumeCommandLine.Quote(script)}");
            Screen.Line($"  {ResumeCommandLine.Program()} sweep {ResumeCommandLine.Quote(file)} --out {ResumeCommandLine.Quote(directory)} --local 2");
        }

        return ExitCodes.Done;
    }
}
