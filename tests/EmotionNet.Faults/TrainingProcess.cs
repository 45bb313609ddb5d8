using System.Diagnostics;

namespace EmotionNet.Faults;

/// <summary>The executable, which the build puts beside this program.</summary>
/// <param name="folder">The working directory.</param>
internal sealed class TrainingProcess(string folder)
{
    /// <summary>The exit code of a process that SIGKILL ended.</summary>
    public const int KilledCode = 128 + 9;

    private static readonly string Executable = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "emotionnet.exe" : "emotionnet");

    /// <summary>Runs to the end.</summary>
    /// <returns>The exit code, the errors, and how long it took.</returns>
    public (int ExitCode, string Errors, TimeSpan Duration) Run(IEnumerable<string> arguments)
    {
        var start = Stopwatch.GetTimestamp();
        using var process = Start(arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        _ = output.Result;
        return (process.ExitCode, errors, Stopwatch.GetElapsedTime(start));
    }

    /// <summary>Runs until <paramref name="moment"/> ends, then kills the process, which gets no chance to do anything.</summary>
    /// <returns>The exit code: <see cref="KilledCode"/>, unless it ended by itself before.</returns>
    public int RunUntil(IEnumerable<string> arguments, Action<Process> moment)
    {
        using var process = Start(arguments);
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        moment(process);
        process.Kill(); // SIGKILL
        process.WaitForExit();
        return process.ExitCode;
    }

    private Process Start(IEnumerable<string> arguments) => Process.Start(new ProcessStartInfo(Executable, arguments)
    {
        WorkingDirectory = folder,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
