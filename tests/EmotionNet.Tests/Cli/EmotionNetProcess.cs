using System.Diagnostics;
using System.Runtime.InteropServices;

namespace EmotionNet.Tests.Cli;

/// <summary>Starts the real executable, which build and publish put beside the tests.</summary>
internal sealed partial class EmotionNetProcess : IDisposable
{
    private const string Wrapper = "env";

    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly List<string> _lines = [];

    private EmotionNetProcess(string workingDirectory, IReadOnlyList<string> command, bool withoutTorch)
    {
        if (OperatingSystem.IsLinux())
        {
            // A test run that was itself started in the background hands down ignored signals.
            command = [Wrapper, "--default-signal=INT,TERM,HUP,USR1", .. command];
        }

        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingDirectory,
        };

        if (withoutTorch)
        {
            // Whoever starts libtorch stumbles over this.
            start.Environment["EMOTIONNET_LIBTORCH"] = "/nowhere";
        }

        _process = Process.Start(start)!;
        _errors = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>The command without arguments: by the <c>dotnet</c> that runs the tests, or the program beside a published test program.</summary>
    public static IReadOnlyList<string> Program { get; } =
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
            ? [Environment.ProcessPath!, "exec", Path.Combine(AppContext.BaseDirectory, "emotionnet.dll")]
            : [Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "emotionnet.exe" : "emotionnet")];

    public static EmotionNetProcess Start(string workingDirectory, params string[] arguments) =>
        new(workingDirectory, [.. Program, .. arguments], withoutTorch: false);

    /// <summary>Starts a program that starts the executable.</summary>
    public static EmotionNetProcess StartBy(string workingDirectory, IReadOnlyList<string> command) => new(workingDirectory, command, withoutTorch: false);

    public static (int ExitCode, string Output, string Errors) Run(string workingDirectory, params string[] arguments) =>
        new EmotionNetProcess(workingDirectory, [.. Program, .. arguments], withoutTorch: false).End();

    public static (int ExitCode, string Output, string Errors) RunWithoutTorch(string workingDirectory, params string[] arguments) =>
        new EmotionNetProcess(workingDirectory, [.. Program, .. arguments], withoutTorch: true).End();

    public string WaitForLine(string start)
    {
        while (_process.StandardOutput.ReadLine() is { } line)
        {
            _lines.Add(line);
            if (line.StartsWith(start, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"No line \"{start}\" in: {string.Join('\n', _lines)}\n{_errors.Result}");
    }

    public int Id => _process.Id;

    public void Interrupt() => Signal(2);

    public void Signal(int signal)
    {
        // Until env has become the program, signals are ignored where the test run ignores them.
        SpinWait.SpinUntil(() => !OperatingSystem.IsLinux() || File.ReadAllText($"/proc/{_process.Id}/comm").Trim() != Wrapper);
        Send(_process.Id, signal);
    }

    public static void Send(int process, int signal) => Assert.Equal(0, Kill(process, signal));

    public (int ExitCode, string Output, string Errors) End()
    {
        var output = string.Join('\n', [.. _lines, _process.StandardOutput.ReadToEnd()]);
        Assert.True(_process.WaitForExit(TimeSpan.FromSeconds(100)), "The process did not end.");
        return (_process.ExitCode, output, _errors.Result);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
