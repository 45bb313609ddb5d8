using System.CommandLine;
using EmotionNet.Cli.Display;
using EmotionNet.Cli.Options;
using EmotionNet.Cli.Tuning;
using EmotionNet.Configuration;
using EmotionNet.Tuning;

namespace EmotionNet.Cli.Commands;

/// <summary><c>tune status</c>: the trials of a search, the best first.</summary>
internal static class TuneStatusCommand
{
    /// <summary>The command.</summary>
    public static CommandFlags Create()
    {
        const string Help = "Tables the trials of a search: done, paused at a rung, running, stopped, failed; those with the most epochs first, and the best "
            + "of each.";
        var flags = new CommandFlags(new Command("status", Help))
        {
            Examples =
            [
                new("a table", "emotionnet tune status tune"),
                new("the best trial, for a script", "emotionnet tune status tune --json | jq -r '.best'"),
            ],
        };
        var directories = flags.AddPaths("DIR", "the directory of the search");
        var json = flags.AddSwitch("--json", OptionGroup.Output, "print JSON instead of a table");
        flags.Command.SetAction(parsed =>
        {
            var directory = TuneDirectory.Open(flags.ReadPath(parsed, directories));
            var report = new TuneReport(directory, directory.Trials, directory.SecondsSpent);
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
