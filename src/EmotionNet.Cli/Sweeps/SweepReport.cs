using System.Text.Json;
using EmotionNet.Cli.Commands;
using EmotionNet.Cli.Display;
using EmotionNet.Configuration;
using EmotionNet.Sweeps;

namespace EmotionNet.Cli.Sweeps;

/// <summary>Where the tasks of a sweep are: what <c>sweep status</c> prints, and a sweep when it ends.</summary>
/// <param name="sweep">The sweep.</param>
/// <param name="tasks">The status of each of its tasks.</param>
internal sealed class SweepReport(SweepDirectory sweep, IReadOnlyList<TaskReport> tasks) : IStatusReport
{
    private readonly IReadOnlyList<SeedMeans> _means = SeedMeans.Of(tasks, sweep.Varied);

    /// <inheritdoc/>
    public void Show()
    {
        Screen.Show(SweepTables.Tasks(tasks, sweep.Varied));
        if (_means.Any(mean => mean.Count > 1))
        {
            Screen.Line();
            Screen.Show(SweepTables.Means(_means));
        }

        Screen.Line();
        Screen.Line($"{SweepTables.Counts(tasks)}.{(tasks.Any(task => task.Best is not null) ? " Scores are those of the validation split." : "")}");
        foreach (var failure in SweepTables.Failures(tasks))
        {
            Screen.Line(failure);
        }
    }

    /// <inheritdoc/>
    public string ToJson() => JsonSerializer.Serialize(
        new
        {
            Directory = sweep.Path,
            Counts = Enum.GetValues<TaskState>().ToDictionary(SweepTables.Name, state => tasks.Count(task => task.State == state)),
            Tasks = TaskReport.Order(tasks).Select(task => new
            {
                task.Task.Name,
                task.State,
                Settings = Settings(sweep.Varied.Select(task.Task.Find).OfType<SweepSetting>()),
                Run = task.Task.RunDirectory,
                Config = task.Task.ConfigurationFile,
                task.EpochsCompleted,
                Validation = task.Best,
                task.Seconds,
                task.Failure,
            }),
            SeedMeans = _means.Select(mean => new { Settings = Settings(mean.Settings), mean.Count, mean.Accuracy, mean.Deviation }),
        },
        JsonFormat.Indented);

    private static Dictionary<string, string> Settings(IEnumerable<SweepSetting> settings) =>
        settings.ToDictionary(setting => setting.Entry.Name, setting => setting.Text);
}
