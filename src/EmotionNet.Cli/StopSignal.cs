using System.Diagnostics;
using System.Runtime.InteropServices;
using EmotionNet.Distributed;
using EmotionNet.Runtime;

namespace EmotionNet.Cli;

/// <summary>
/// What SIGINT (Ctrl-C), SIGTERM, SIGHUP (the terminal is closed) and SIGUSR1 (a scheduler's time is up) do. Before a run has begun there is nothing to save, and each leaves at once.
/// Then the first asks the run to save and stop, and a second one leaves at once. A SIGHUP never counts as the second: a terminal that is closed
/// may send several, and whoever presses Ctrl-C and closes the window still wants the state saved. Among several ranks none does: copies of one
/// signal come by the launcher, the scheduler and other ranks, and the launcher is what ends a job at once. A copy that comes with the first is none
/// either: <c>timeout</c> of coreutils sends its signal to the program and then to the program's group.
/// </summary>
internal sealed class StopSignal : IDisposable
{
    private const PosixSignal Usr1 = (PosixSignal)10; // .NET has no name for it; the number is Linux's on x64

    // Of two that come at once to two ranks, the later one in this order counts.
    private static readonly PosixSignal[] Signals =
        [PosixSignal.SIGINT, .. OperatingSystem.IsLinux() ? [Usr1] : Array.Empty<PosixSignal>(), PosixSignal.SIGHUP, PosixSignal.SIGTERM];

    // Below the time between two presses of a key, and above what a busy machine lets pass between two calls of a sender.
    private static readonly TimeSpan TimeOfCopies = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan ExitTimeout = TimeSpan.FromMilliseconds(300);

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private volatile Action? _first;
    private volatile Action<string>? _leaving;
    private readonly bool _isShared;
    private long _firstTimestamp;
    private int _received;

    /// <summary>Listens.</summary>
    /// <param name="isShared">Whether several ranks share the run.</param>
    public StopSignal(bool isShared = false)
    {
        _isShared = isShared;
        _registrations = [.. Signals.Select(signal => PosixSignalRegistration.Create(signal, Receive))];
    }

    /// <summary>Cancelled by the first signal, once there is a run to stop.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Whether there was one. After <see cref="Share"/>, whether any rank had one.</summary>
    public bool IsReceived => _received != 0;

    /// <summary>The first signal: <c>SIGTERM</c>.</summary>
    public string Name => NameOf((PosixSignal)_received);

    /// <summary>The number of the first signal by the operating system: 15.</summary>
    public int Number => NumberOf((PosixSignal)_received);

    /// <summary>What the process returns after the first signal.</summary>
    public int ExitCode => ExitCodes.Of((PosixSignal)_received);

    /// <summary>Takes over the signal of another rank, where that one stopped the run.</summary>
    /// <param name="ranks">The processes of the run, all of which call this once they have stopped.</param>
    public void Share(IRankGroup ranks)
    {
        var last = (int)ranks.Max(Array.IndexOf(Signals, (PosixSignal)_received) + 1); // 0 is none: the run paused
        _received = last == 0 ? 0 : (int)Signals[last - 1];
    }

    /// <summary>From here on the first signal asks the run to save and stop.</summary>
    /// <param name="first">Called at the first signal, on another thread.</param>
    public void SaveFirst(Action first) => _first = first;

    /// <summary>Called with the name of the signal that makes the process leave at once, on another thread.</summary>
    public void OnLeaving(Action<string> leaving) => _leaving = leaving;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    private static int NumberOf(PosixSignal signal) => signal switch
    {
        PosixSignal.SIGHUP => 1,
        PosixSignal.SIGINT => 2,
        PosixSignal.SIGTERM => 15,
        _ => (int)signal,
    };

    private static string NameOf(PosixSignal signal) => signal == Usr1 ? "SIGUSR1" : signal.ToString();

    private void Receive(PosixSignalContext context)
    {
        context.Cancel = true;
        if (_first is not { } first)
        {
            LeaveAtOnce(context.Signal);
        }
        else if (Interlocked.CompareExchange(ref _received, (int)context.Signal, 0) == 0)
        {
            Volatile.Write(ref _firstTimestamp, Stopwatch.GetTimestamp());
            _source.Cancel();
            first();
        }
        else if (context.Signal != PosixSignal.SIGHUP && !_isShared && !IsCopy(context.Signal))
        {
            LeaveAtOnce(context.Signal);
        }
    }

    private bool IsCopy(PosixSignal signal) =>
        (int)signal == _received && (Volatile.Read(ref _firstTimestamp) is var first && (first == 0 || Stopwatch.GetElapsedTime(first) < TimeOfCopies));

    // The terminal or the disk may be what the user does not want to wait for.
    private void LeaveAtOnce(PosixSignal signal)
    {
        Task.Run(() =>
        {
            _leaving?.Invoke(NameOf(signal));
            if (_first is not null && Display.Screen.IsLive)
            {
                Console.Out.Write("\e[?25h"); // the live display hid the cursor
            }
        }).Wait(ExitTimeout);
        ProcessExit.Now(ExitCodes.Of(signal));
    }
}
