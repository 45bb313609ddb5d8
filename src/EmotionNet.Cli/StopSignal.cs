using System.Runtime.InteropServices;

namespace EmotionNet.Cli;

/// <summary>The first SIGINT or SIGTERM asks the run to stop, the second leaves at once.</summary>
internal sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _count;

    /// <summary>Listens.</summary>
    /// <param name="first">Told of the first signal, on another thread.</param>
    public StopSignal(Action first)
    {
        _registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(signal => PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            if (Interlocked.Increment(ref _count) > 1)
            {
                if (Display.Screen.IsLive)
                {
                    Console.Out.Write("\e[?25h"); // the live display hid the cursor
                }

                Environment.Exit(ExitCodes.Interrupted);
            }

            _source.Cancel();
            first();
        }))];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }
}
