namespace EmotionNet.Checkpoints;

/// <summary>
/// A run sets the time of its marker anew every few seconds. Where the file system has no locks that work, or none between machines, that is how another
/// run sees it. Only whether the time changes counts: the clocks of two machines need not agree.
/// </summary>
internal sealed class RunHeartbeat : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Patience = 5 * Interval;

    private readonly Timer _timer;

    private RunHeartbeat(Timer timer) => _timer = timer;

    /// <summary>Begins to beat for the run whose marker is in a directory.</summary>
    /// <param name="directory">The run's directory.</param>
    /// <param name="interval">The time between two beats; null is three seconds.</param>
    public static RunHeartbeat Start(string directory, TimeSpan? interval = null)
    {
        var marker = Path.Combine(directory, RunMarker.FileName);
        return new RunHeartbeat(new Timer(_ => Beat(marker), null, interval ?? Interval, interval ?? Interval));
    }

    /// <summary>
    /// Throws where a run goes on in a directory whose lock this process holds: waits for a beat where the lock does not tell, because the last run
    /// was on another machine or nothing is ever locked here.
    /// </summary>
    /// <param name="directory">The directory.</param>
    /// <param name="held">Its lock; null where no run has ever been there.</param>
    /// <param name="patience">How long to wait for a beat; null is fifteen seconds.</param>
    /// <exception cref="UserInputException">A run goes on.</exception>
    public static void RequireNone(string directory, RunLock? held, TimeSpan? patience = null)
    {
        if (held is not null && RunMarker.Read(directory) is { } last && !(last.IsOfThisMachine && RunLock.IsHeld(directory))
            && Beats(directory, patience ?? Patience))
        {
            throw RunLock.Refusal(directory);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private static bool Beats(string directory, TimeSpan patience)
    {
        var marker = Path.Combine(directory, RunMarker.FileName);
        var before = TimeOf(marker);
        return SpinWait.SpinUntil(() =>
        {
            Thread.Sleep(patience / 50);
            return TimeOf(marker) is { } time && time != before;
        }, patience);
    }

    // Of the opened file: NFS asks the server again when a file is opened.
    private static DateTime? TimeOf(string marker)
    {
        try
        {
            using var file = File.OpenHandle(marker, share: FileShare.ReadWrite | FileShare.Delete);
            return File.GetLastWriteTimeUtc(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static void Beat(string marker)
    {
        try
        {
            File.SetLastWriteTimeUtc(marker, DateTime.UtcNow);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The run does not end for that: its checkpoints say what is wrong with the disk.
        }
    }
}
