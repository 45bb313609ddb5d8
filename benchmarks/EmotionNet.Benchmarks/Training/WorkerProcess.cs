using System.Diagnostics;
using System.Globalization;

namespace EmotionNet.Benchmarks.Training;

/// <summary>The parent's end of a <see cref="Worker"/>.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process _process;

    private WorkerProcess(Process process, long parameters) => (_process, Parameters) = (process, parameters);

    /// <summary>Trainable numbers of its network.</summary>
    public long Parameters { get; }

    /// <summary>Starts it and waits until it is warm; null where it ends instead, as Python without torch does.</summary>
    public static WorkerProcess? Start(string program, IEnumerable<string> arguments)
    {
        Process _process;
        try
        {
            _process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }

        if (_process.StandardOutput.ReadLine()?.Split(' ') is ["ready", var parameters])
        {
            return new(_process, long.Parse(parameters, CultureInfo.InvariantCulture));
        }

        _process.Dispose();
        return null;
    }

    /// <summary>Has it take steps.</summary>
    public (double Seconds, int PeakMegabytes) Run(int steps)
    {
        _process.StandardInput.WriteLine(steps.ToString(CultureInfo.InvariantCulture));
        var answer = _process.StandardOutput.ReadLine()?.Split(' ') ?? throw new InvalidOperationException("a worker ended; its message is above");
        return (double.Parse(answer[0], CultureInfo.InvariantCulture), int.Parse(answer[1], CultureInfo.InvariantCulture));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
