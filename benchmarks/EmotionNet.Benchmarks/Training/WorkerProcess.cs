using System.Diagnostics;
using System.Globalization;

namespace EmotionNet.Benchmarks.Training;

/// <summary>The parent's end of a <see cref="Worker"/>.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process _process;

    private WorkerProcess(Process process, long parameters, double startSeconds) =>
        (_process, Parameters, StartSeconds) = (process, parameters, startSeconds);

    /// <summary>Trainable numbers of its network.</summary>
    public long Parameters { get; }

    /// <summary>From its start until it is warm: loading, and compiling where the row compiles.</summary>
    public double StartSeconds { get; }

    /// <summary>The system's number of the process.</summary>
    public int Id => _process.Id;

    /// <summary>Starts it and waits until it is warm; null where it ends instead, as Python without torch does, or takes longer than the limit.</summary>
    public static async Task<WorkerProcess?> Start(string program, IEnumerable<string> arguments, TimeSpan limit)
    {
        Process process;
        var clock = Stopwatch.StartNew();
        try
        {
            process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }

        try
        {
            if ((await process.StandardOutput.ReadLineAsync().WaitAsync(limit))?.Split(' ') is ["ready", var parameters])
            {
                return new(process, long.Parse(parameters, CultureInfo.InvariantCulture), clock.Elapsed.TotalSeconds);
            }
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
        return null;
    }

    /// <summary>Has it take steps; null where it ends instead, as one does that is out of memory.</summary>
    public (double Seconds, int PeakMegabytes)? Run(int steps) => Ask(Number(steps)) is [var seconds, var megabytes]
        ? (double.Parse(seconds, CultureInfo.InvariantCulture), int.Parse(megabytes, CultureInfo.InvariantCulture))
        : null;

    /// <summary>Has it take steps under a trace of the GPU; null where it has none.</summary>
    public KernelTrace? Trace(int steps) => Ask($"trace {Number(steps)}") is [var kernels, var copies, var busySeconds]
        ? new(Count(kernels), Count(copies), double.Parse(busySeconds, CultureInfo.InvariantCulture))
        : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended by itself.
        }

        _process.WaitForExit();
        _process.Dispose();
    }

    private static long Count(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static string Number(int steps) => steps.ToString(CultureInfo.InvariantCulture);

    private string[]? Ask(string request)
    {
        try
        {
            _process.StandardInput.WriteLine(request);
            return _process.StandardOutput.ReadLine()?.Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }
}
