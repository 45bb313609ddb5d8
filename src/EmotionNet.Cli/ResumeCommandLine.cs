namespace EmotionNet.Cli;

/// <summary>The command that continues an interrupted run, ready to paste.</summary>
internal static class ResumeCommandLine
{
    /// <summary>The same command line with <c>--resume</c> at its end; the last checkpoint of the folder is what it finds.</summary>
    /// <param name="program">How this process was started.</param>
    /// <param name="arguments">Its arguments.</param>
    public static string Compose(string program, IReadOnlyList<string> arguments)
    {
        var kept = new List<string>();
        for (var index = 0; index < arguments.Count; index++)
        {
            if (arguments[index] == "--resume")
            {
                // Its path, if it has one: only a flag can follow otherwise.
                index += index + 1 < arguments.Count && !arguments[index + 1].StartsWith("--", StringComparison.Ordinal) ? 1 : 0;
            }
            else if (!arguments[index].StartsWith("--resume=", StringComparison.Ordinal))
            {
                kept.Add(arguments[index]);
            }
        }

        return string.Join(' ', [program, .. kept.Select(Quote), "--resume"]);
    }

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
