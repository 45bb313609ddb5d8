using System.Globalization;
using EmotionNet.Cli.Options;

namespace EmotionNet.Cli;

/// <summary>Turns an exception into one sentence and an exit code. The only place that does.</summary>
internal static class FailureReport
{
    /// <summary>Where a command that keeps a log leaves its path in <see cref="Exception.Data"/>.</summary>
    public const string LogKey = "EmotionNet.Log";

    /// <summary>Tells what happened.</summary>
    /// <param name="problem">The exception.</param>
    /// <param name="errors">Where to.</param>
    /// <param name="prefix">Before the sentence: which of several processes tells it.</param>
    /// <returns>The exit code.</returns>
    public static int Tell(Exception problem, TextWriter errors, string prefix = "")
    {
        // A static constructor that met bad input arrives wrapped.
        var cause = problem;
        while (cause is TypeInitializationException or AggregateException && cause.InnerException is not null)
        {
            cause = cause.InnerException;
        }

        switch (cause)
        {
            case UserInputException input:
                errors.WriteLine(prefix + OneLine(OptionNames.ToCommandLine(input.Message)));
                return ExitCodes.BadInput;
            case OperationCanceledException:
                return ExitCodes.Interrupted;
            case UnauthorizedAccessException or IOException:
                // Every reader and writer guards what it opens; what is left is the machine: a full disk, a directory that vanished.
                errors.WriteLine($"{prefix}{OneLine(cause.Message).TrimEnd('.')}; check the disk and the permissions, and start again.");
                return ExitCodes.BadInput;
            default:
                errors.WriteLine(
                    $"{prefix}This is a bug in emotionnet ({cause.GetType().Name}: {OneLine(cause.Message).TrimEnd('.')}); please report it with {Keep(problem)}.");
                return ExitCodes.Bug;
        }
    }

    /// <summary>A text without line breaks and other control characters.</summary>
    public static string OneLine(string text) =>
        TerminalText.Clean(string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)));

    private static string Keep(Exception problem)
    {
        if (problem.Data[LogKey] is string log)
        {
            return log;
        }

        var name = string.Create(CultureInfo.InvariantCulture, $"emotionnet-{DateTime.UtcNow:yyyyMMdd-HHmmss}-{Environment.ProcessId}.log");
        var path = Path.Combine(Path.GetTempPath(), name);
        try
        {
            File.WriteAllText(path, problem.ToString());
            return path;
        }
        catch (Exception writing) when (writing is IOException or UnauthorizedAccessException)
        {
            return $"this stack: {OneLine(problem.ToString())}";
        }
    }
}
