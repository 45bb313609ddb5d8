using System.CommandLine;
using EmotionNet.Cli.Display;
using EmotionNet.Cli.Options;
using EmotionNet.Cli.Sweeps;
using EmotionNet.Configuration;
using EmotionNet.Sweeps;

namespace EmotionNet.Cli.Commands;

/// <summary><c>sweep status</c>: what is done, the best first.</summary>
internal static class SweepStatusCommand
{
    /// <summary>The command.</summary>
    public static CommandFlags Create()
    {
        const string Help = "Tables the tasks of a sweep: done, running, stopped, killed, waiting, failed; the best by validation accuracy first.";
        var flags = new CommandFlags(new Command("status", Help))
        {
            Examples =
            [
                new("a table", "emotionnet sweep status sweep"),
                new("the directory of the best run, for a script", "emotionnet sweep status sweep --json | jq -r '.tasks[0].run'"),
            ],
        };
        var directories = flags.AddPaths("DIR", "the directory of the sweep");
        var json = flags.AddSwitch("--json", OptionGroup.Output, "print JSON instead of tables");
        flags.Command.SetAction(parsed =>
        {
            var sweep = SweepDirectory.Open(flags.ReadPath(parsed, directories));
            var report = new SweepReport(sweep, [.. sweep.Tasks.Select(TaskReport.Read)]);
            if (parsed.GetValue(json))
            {
                Screen.Line(report.ToJson());
            }
            else
            {
                report.Show();
            }

            return ExitCodes.Done;
        });
        return flags;
    }
}
