using EmotionNet.Checkpoints;
using EmotionNet.Cli.Options;

namespace EmotionNet.Cli;

/// <summary>The command that continues an interrupted run, ready to paste: a checkpoint has its own options.</summary>
internal static class ResumeCommandLine
{
    /// <summary>How a run is continued.</summary>
    /// <param name="program">How this process was started.</param>
    /// <param name="checkpointDirectory">The directory of the run.</param>
    public static string Compose(string program, string checkpointDirectory) =>
        $"{program} --resume {Quote(Path.Combine(checkpointDirectory, Checkpoint.LastFile))}";

    /// <summary>How this process was started, for a shell.</summary>
    public static string Program() => string.Join(' ', ProgramWords().Select(Quote));

    /// <summary>How this process was started: the program, or <c>dotnet exec</c> with its assembly.</summary>
    public static IReadOnlyList<string> ProgramWords()
    {
        var program = Environment.ProcessPath ?? CommandTree.ProgramName;
        var assembly = Path.Combine(AppContext.BaseDirectory, $"{CommandTree.ProgramName}.dll");
        return Path.GetFileNameWithoutExtension(program) == "dotnet" ? [program, "exec", assembly] : [program];
    }

    /// <summary>A word for a shell.</summary>
    public static string Quote(string text) =>
        text.Length > 0 && text.All(sign => char.IsAsciiLetterOrDigit(sign) || "-_./=:,+@%".Contains(sign)) ? text
        : OperatingSystem.IsWindows() ? $"\"{text}\"" : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
