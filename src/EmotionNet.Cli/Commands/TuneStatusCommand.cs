using EmotionNet.Cli.Options;
using EmotionNet.Cli.Tuning;
using EmotionNet.Tuning;

namespace EmotionNet.Cli.Commands;

/// <summary><c>tune status</c>: the trials of a search, the best first.</summary>
internal static class TuneStatusCommand
{
    /// <summary>The command.</summary>
    public static CommandFlags Create() => StatusCommand.Create(
        "Tables the trials of a search: done, paused at a rung, running, stopped, failed; those with the most epochs first, and the best of each.",
        [
            new("a table", "emotionnet tune status tune"),
            new("the best trial, for a script", "emotionnet tune status tune --json | jq -r '.best'"),
        ],
        "the search",
        "a table",
        path =>
        {
            var directory = TuneDirectory.Open(path);
            return new TuneReport(directory, directory.Trials, directory.SecondsSpent);
        });
}
