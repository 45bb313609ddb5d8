using System.Text;
using EmotionNet.Configuration;
using EmotionNet.Files;

namespace EmotionNet.Sweeps;

/// <summary>A run of many, of a sweep or of a search: its settings and where it has its files.</summary>
/// <param name="Root">The directory of all of them, a full path.</param>
/// <param name="Name">Its number, from 0, with at least three digits.</param>
/// <param name="Settings">The options that are set for it.</param>
/// <param name="Options">All options, those of the presets included.</param>
internal sealed record SweepTask(string Root, string Name, IReadOnlyList<SweepSetting> Settings, TrainingOptions Options)
{
    /// <summary>The directory of the configuration files in that of all runs.</summary>
    public const string TasksDirectory = "tasks";

    /// <summary>The directory of the runs in that of all runs.</summary>
    public const string RunsDirectory = "runs";

    /// <summary>The directory of what the processes left in that of all runs.</summary>
    public const string LogsDirectory = "logs";

    /// <summary>The epoch after which the run pauses, with its state saved and without a final scoring; null trains to the end.</summary>
    public int? PauseAfter { get; init; }

    /// <summary>The configuration file.</summary>
    public string ConfigurationFile => Path.Combine(Root, TasksDirectory, $"{Name}.json");

    /// <summary>The directory of the run.</summary>
    public string RunDirectory => Path.Combine(Root, RunsDirectory, Name);

    /// <summary>What the last process of the task wrote to stderr.</summary>
    public string ErrorFile => Path.Combine(Root, LogsDirectory, $"{Name}.err");

    /// <summary>What the last process of the task returned; not there before it ends.</summary>
    public string ExitCodeFile => Path.Combine(Root, LogsDirectory, $"{Name}.exit");

    /// <summary>A task by what a file says of it.</summary>
    /// <param name="root">The directory of all tasks, a full path.</param>
    /// <param name="name">Its number.</param>
    /// <param name="settings">Names of options and their values.</param>
    /// <exception cref="FormatException">An option or a value is not known.</exception>
    public static SweepTask Read(string root, string name, IReadOnlyDictionary<string, string> settings)
    {
        var read = SweepSetting.ReadAll(settings);
        return new SweepTask(root, name, read, OptionsResolver.Resolve([.. read.Select(setting => setting.Assignment)], []).Options);
    }

    /// <summary>Writes the configuration file, unless it is there as it must be.</summary>
    public void WriteConfiguration()
    {
        var content = Encoding.UTF8.GetBytes(EmotionNet.Configuration.ConfigurationFile.ToJson(
            Options with { CheckpointDirectory = RunDirectory },
            [.. Settings.Select(setting => setting.Entry), OptionCatalog.CheckpointDirectory]));
        if (!File.Exists(ConfigurationFile) || !File.ReadAllBytes(ConfigurationFile).AsSpan().SequenceEqual(content))
        {
            AtomicFile.Write(ConfigurationFile, content);
        }
    }

    /// <summary>Its varied settings in words.</summary>
    /// <param name="varied">The names of the options in which the tasks of the sweep differ.</param>
    public string Describe(IReadOnlyList<string> varied) => SweepSetting.Describe(varied.Select(Find).OfType<SweepSetting>());

    /// <summary>The setting of an option, or null where the sweep file does not set it for this task.</summary>
    public SweepSetting? Find(string option) => Settings.FirstOrDefault(setting => setting.Entry.Name == option);
}
