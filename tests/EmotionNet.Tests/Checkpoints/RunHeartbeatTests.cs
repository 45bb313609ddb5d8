using EmotionNet.Checkpoints;
using EmotionNet.Configuration;

namespace EmotionNet.Tests.Checkpoints;

/// <summary>A lock that does not tell: the process that has it is on another machine, whose locks are not seen here.</summary>
[Collection(TorchFreeTests.Name)]
public sealed class RunHeartbeatTests : IDisposable
{
    private static readonly DateTime Started = new(2026, 11, 27, 3, 14, 5, DateTimeKind.Utc);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_on_another_machine_is_known_by_its_beats_and_named()
    {
        Mark("node7");
        using var beats = RunHeartbeat.Start(_folder.Path, TimeSpan.FromMilliseconds(10));

        var error = Assert.Throws<UserInputException>(() => Check(TimeSpan.FromMinutes(1)));

        Assert.Contains(
            ": another run is training in this directory (process 4711 on node7, since 2026-11-27 03:14 UTC); ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(
            "; where node7 has gone down, remove .emotionnet-lock and .emotionnet-run from the directory.", error.Message, StringComparison.Ordinal);
        Assert.False(RunLock.IsHeld(_folder.Path));
    }

    [Fact]
    public void A_run_on_another_machine_that_was_killed_does_not_beat_and_the_next_one_begins()
    {
        Mark("node7");

        using var next = Check(TimeSpan.FromMilliseconds(100));
        next.Begin();

        Assert.Equal(Environment.MachineName, RunMarker.Read(_folder.Path)!.Machine);
    }

    [Fact]
    public void On_one_machine_the_lock_tells_at_once()
    {
        Mark(Environment.MachineName);

        using var next = Check(TimeSpan.FromDays(1));
    }

    [Fact]
    public void A_marker_without_a_time_is_of_an_older_version()
    {
        _folder.Write(RunMarker.FileName, """{"process":4711,"machine":"node7","mode":"quick"}""");

        Assert.Contains("(process 4711 on node7)", RunLock.Refusal(_folder.Path).Message, StringComparison.Ordinal);
    }

    private void Mark(string machine)
    {
        using var left = RunLock.Take(_folder.Path);
        new RunMarker(4711, machine, TrainingMode.Quick, Started).Write(_folder.Path);
    }

    private RunDirectory Check(TimeSpan patience) =>
        RunDirectory.Check(new TrainingOptions { CheckpointDirectory = _folder.Path, Mode = TrainingMode.Quick }, null, overwrite: false, patience);
}
