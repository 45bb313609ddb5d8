using System.Diagnostics;
using System.Globalization;

namespace EmotionNet.Benchmarks.Training;

/// <summary>The parent's end of a <see cref="Worker"/>.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private const int ExitMilliseconds = 5000;

    private readonly Process _process;
    private readonly TimeSpan _limit;

    private WorkerProcess(Process process, double startSeconds, TimeSpan limit) => (_process, StartSeconds, _limit) = (process, startSeconds, limit);

    /// <summary>Trainable numbers of its network; known once it is warm.</summary>
    public long Parameters { get; private set; }

    /// <summary>Loading, and the warm-up steps once it is warm, compiling included where the row compiles. Not the time that it waited in between.</summary>
    public double StartSeconds { get; private set; }

    /// <summary>The system's number of the process.</summary>
    public int Id => _process.Id;

    /// <summary>Starts it and waits until it has loaded; null where it ends instead, as Python without torch does, or takes longer than the limit.</summary>
    /// <param name="program">What to start.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="limit">For loading, and for each answer after it.</param>
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
            if (await process.StandardOutput.ReadLineAsync().WaitAsync(limit) == "loaded")
            {
                return new(process, clock.Elapsed.TotalSeconds, limit);
            }
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
        return null;
    }

    /// <summary>Has it take its first steps, in which libraries choose algorithms by timing them; false where it ends instead, or takes too long.</summary>
    public bool WarmUp()
    {
        var clock = Stopwatch.StartNew();
        if (Ask("warm-up") is not ["ready", var parameters])
        {
            return false;
        }

        Parameters = Count(parameters);
        StartSeconds += clock.Elapsed.TotalSeconds;
        return true;
    }

    /// <summary>Has it take steps; null where it ends instead, as one does that is out of memory, or takes too long.</summary>
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

        if (!_process.WaitForExit(ExitMilliseconds))
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private static long Count(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static string Number(int steps) => steps.ToString(CultureInfo.InvariantCulture);

    private string[]? Ask(string request)
    {
        try
        {
            _process.StandardInput.WriteLine(request);
            return _process.StandardOutput.ReadLineAsync().WaitAsync(_limit).GetAwaiter().GetResult()?.Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
        catch (TimeoutException)
        {
            _process.Kill(entireProcessTree: true); // an answer that comes later would be taken for that of the next request
            return null;
        }
    }
}
