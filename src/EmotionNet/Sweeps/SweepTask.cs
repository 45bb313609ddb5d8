using EmotionNet.Configuration;

namespace EmotionNet.Sweeps;

/// <summary>A run of a sweep: its settings and where it has its files.</summary>
/// <param name="Root">The directory of the sweep, a full path.</param>
/// <param name="Name">Its number, from 0, with at least three digits.</param>
/// <param name="Settings">The options that the sweep file sets.</param>
/// <param name="Options">All options, those of the presets included.</param>
internal sealed record SweepTask(string Root, string Name, IReadOnlyList<SweepSetting> Settings, TrainingOptions Options)
{
    /// <summary>The directory of the configuration files in that of the sweep.</summary>
    public const string TasksDirectory = "tasks";

    /// <summary>The directory of the runs in that of the sweep.</summary>
    public const string RunsDirectory = "runs";

    /// <summary>The directory of what the processes left in that of the sweep.</summary>
    public const string LogsDirectory = "logs";

    /// <summary>The configuration file.</summary>
    public string ConfigurationFile => Path.Combine(Root, TasksDirectory, $"{Name}.json");

    /// <summary>The directory of the run.</summary>
    public string RunDirectory => Path.Combine(Root, RunsDirectory, Name);

    /// <summary>What the last process of the task wrote to stderr.</summary>
    public string ErrorFile => Path.Combine(Root, LogsDirectory, $"{Name}.err");

    /// <summary>What the last process of the task returned; not there before it ends.</summary>
    public string ExitCodeFile => Path.Combine(Root, LogsDirectory, $"{Name}.exit");

    /// <summary>Its varied settings in words.</summary>
    /// <param name="varied">The names of the options in which the tasks of the sweep differ.</param>
    public string Describe(IReadOnlyList<string> varied) => SweepSetting.Describe(varied.Select(Find).OfType<SweepSetting>());

    /// <summary>The setting of an option, or null where the sweep file does not set it for this task.</summary>
    public SweepSetting? Find(string option) => Settings.FirstOrDefault(setting => setting.Entry.Name == option);
}
