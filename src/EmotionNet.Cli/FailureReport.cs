using System.Text.RegularExpressions;

namespace EmotionNet.Cli;

/// <summary>Turns an exception into one sentence and an exit code. The only place that does.</summary>
internal static partial class FailureReport
{
    /// <summary>Where a command that keeps a log leaves its path in <see cref="Exception.Data"/>.</summary>
    public const string LogKey = "EmotionNet.Log";

    /// <summary>Tells what happened.</summary>
    /// <returns>The exit code.</returns>
    public static int Tell(Exception problem, TextWriter errors)
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
                errors.WriteLine(WithFlags(OneLine(input.Message)));
                return ExitCodes.BadInput;
            case OperationCanceledException:
                return ExitCodes.Interrupted;
            case UnauthorizedAccessException or IOException:
                // Every reader and writer guards what it opens; what is left is the machine: a full disk, a folder that vanished.
                errors.WriteLine($"{OneLine(cause.Message).TrimEnd('.')}; see to the disk or the permissions and start again.");
                return ExitCodes.BadInput;
            default:
                errors.WriteLine(
                    $"This is a bug in emotionnet ({cause.GetType().Name}: {OneLine(cause.Message).TrimEnd('.')}); please report it with {Keep(problem)}.");
                return ExitCodes.Bug;
        }
    }

    /// <summary>A sentence of the library, which names a setting as <c>`max-lr`</c>, with the flags of the command line.</summary>
    public static string WithFlags(string text) => SettingName().Replace(text, "--$1");

    [GeneratedRegex("`([a-z]+(?:-[a-z]+)*)`")]
    private static partial Regex SettingName();

    private static string OneLine(string text) =>
        string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    private static string Keep(Exception problem)
    {
        if (problem.Data[LogKey] is string log)
        {
            return log;
        }

        var path = Path.Combine(Path.GetTempPath(), $"emotionnet-{DateTime.UtcNow:yyyyMMdd-HHmmss}-{Environment.ProcessId}.log");
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
