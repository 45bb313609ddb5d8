// Stands in until the reporting room is merged; never part of a release.
#pragma warning disable CS1591, CS9113, CA1801, IDE0060
using EmotionNet.Training;

namespace EmotionNet.Reporting;

public sealed class RunFiles(string checkpointDirectory, Action<string>? notice = null) : ITrainingObserver
{
    public string CheckpointDirectory { get; } = checkpointDirectory;

    public Action<string>? Notice { get; } = notice;
}
