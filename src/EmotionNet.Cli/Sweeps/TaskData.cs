using EmotionNet.Configuration;
using EmotionNet.Training;

namespace EmotionNet.Cli.Sweeps;

/// <summary>The data of many runs, looked for before the first is started: each of them would fail on its own, and be tried again.</summary>
internal static class TaskData
{
    /// <summary>Requires that each run finds data where its settings say.</summary>
    /// <param name="runs">The settings of the runs.</param>
    /// <exception cref="UserInputException">One does not.</exception>
    public static void RequireFound(IEnumerable<ResolvedOptions> runs)
    {
        var here = Directory.GetCurrentDirectory();
        foreach (var run in runs.Select(run => run with { Options = DefaultDirectories.Locate(run, here) }).DistinctBy(run => (
            run.Options.Mode, run.Options.DataDirectory, run.Options.FerPlusDirectory, run.Options.Classes, run.Options.UseBalanced, run.Options.Exclude,
            run.Given.Contains("data-dir"))))
        {
            TrainingData.RequireFound(run);
        }
    }
}
