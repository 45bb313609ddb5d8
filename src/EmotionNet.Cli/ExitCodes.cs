using System.Runtime.InteropServices;

namespace EmotionNet.Cli;

/// <summary>What the process returns.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>A bug in the program, or an export that does not agree with its network.</summary>
    public const int Bug = 1;

    /// <summary>Something that the user can fix.</summary>
    public const int BadInput = 2;

    /// <summary>Done, but inputs were skipped, which stderr names, tasks of a sweep failed, or all trials of a search.</summary>
    public const int Skipped = 3;

    /// <summary>Done, and what was compared differs.</summary>
    public const int Different = 4;

    /// <summary>Stopped by SIGHUP, the state saved.</summary>
    public const int HungUp = 129;

    /// <summary>Stopped by SIGINT or SIGUSR1, the state saved.</summary>
    public const int Interrupted = 130;

    /// <summary>Stopped by SIGTERM, the state saved.</summary>
    public const int Terminated = 143;

    /// <summary>What a process returns that a signal stopped: 128 and the number of the signal, as a shell has it.</summary>
    public static int Of(PosixSignal signal) => signal switch
    {
        PosixSignal.SIGHUP => HungUp,
        PosixSignal.SIGTERM => Terminated,
        _ => Interrupted,
    };
}
