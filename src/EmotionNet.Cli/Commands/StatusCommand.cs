using System.CommandLine;
using EmotionNet.Cli.Display;
using EmotionNet.Cli.Options;
using EmotionNet.Configuration;

namespace EmotionNet.Cli.Commands;

/// <summary>A <c>status</c> command: it reads a directory of many runs and prints where they are.</summary>
internal static class StatusCommand
{
    /// <summary>The command.</summary>
    /// <param name="help">What it does.</param>
    /// <param name="examples">For the help.</param>
    /// <param name="thing">What the directory is of: <c>the sweep</c>.</param>
    /// <param name="tables">What JSON is printed in place of.</param>
    /// <param name="read">Reads the directory.</param>
    public static CommandFlags Create(string help, IReadOnlyList<UsageExample> examples, string thing, string tables, Func<string, IStatusReport> read)
    {
        var flags = new CommandFlags(new Command("status", help)) { Examples = examples };
        var directories = flags.AddPaths("DIR", $"the directory of {thing}");
        var json = flags.AddSwitch("--json", OptionGroup.Output, $"print JSON instead of {tables}");
        flags.Command.SetAction(parsed =>
        {
            var report = read(flags.ReadPath(parsed, directories));
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
