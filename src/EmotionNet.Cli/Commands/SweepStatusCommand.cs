using EmotionNet.Cli.Options;
using EmotionNet.Cli.Sweeps;
using EmotionNet.Sweeps;

namespace EmotionNet.Cli.Commands;

/// <summary><c>sweep status</c>: what is done, the best first.</summary>
internal static class SweepStatusCommand
{
    /// <summary>The command.</summary>
    public static CommandFlags Create() => StatusCommand.Create(
        "Tables the tasks of a sweep: done, running, stopped, killed, waiting, failed; the best by validation accuracy first.",
        [
            new("a table", "emotionnet sweep status sweep"),
            new("the directory of the best run, for a script", "emotionnet sweep status sweep --json | jq -r '.tasks[0].run'"),
        ],
        "the sweep",
        "tables",
        path =>
        {
            var sweep = SweepDirectory.Open(path);
            return new SweepReport(sweep, [.. sweep.Tasks.Select(TaskReport.Read)]);
        });
}
