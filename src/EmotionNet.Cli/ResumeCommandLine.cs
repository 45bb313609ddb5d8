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

    /// <summary>How this process was started.</summary>
    public static string Program()
    {
        var program = Environment.ProcessPath ?? CommandTree.ProgramName;
        var assembly = Path.Combine(AppContext.BaseDirectory, $"{CommandTree.ProgramName}.dll");
        return Path.GetFileNameWithoutExtension(program) == "dotnet" ? $"{Quote(program)} exec {Quote(assembly)}" : Quote(program);
    }

    private static string Quote(string text) =>
        text.Length > 0 && text.All(sign => char.IsAsciiLetterOrDigit(sign) || "-_./=:,+@%".Contains(sign)) ? text
        : OperatingSystem.IsWindows() ? $"\"{text}\"" : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
