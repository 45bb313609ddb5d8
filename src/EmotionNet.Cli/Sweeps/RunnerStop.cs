namespace EmotionNet.Cli.Sweeps;

/// <summary>Passes the signals to this process on to the tasks that a runner has started.</summary>
internal static class RunnerStop
{
    private const int Interrupt = 2; // SIGINT

    /// <summary>The first signal makes the tasks save and stop, a second one leave at once.</summary>
    /// <param name="runner">The runner.</param>
    /// <param name="stop">The signals.</param>
    /// <param name="observer">Shows what happens.</param>
    /// <param name="thing">What a task is to the user.</param>
    public static void StopBy(this LocalRunner runner, StopSignal stop, ITaskObserver observer, string thing)
    {
        stop.SaveFirst(() =>
        {
            observer.Notice($"Each {thing} stops after its step and saves its state; a second Ctrl-C leaves at once.");
            runner.Stop(stop.Number);
        });
        stop.OnLeaving(_ => runner.Stop(Interrupt)); // a SIGHUP would not count as a second signal
    }
}
