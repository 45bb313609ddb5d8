using EmotionNet.Configuration;
using EmotionNet.Data.Synthetic;
using EmotionNet.Reporting;
using EmotionNet.Tests.Export;
using EmotionNet.Tests.Reporting;

namespace EmotionNet.Tests.Cli.Report;

/// <summary>The directory of a run that never took place, with weights that were never trained, and data for them.</summary>
internal static class MadeUpRunDirectory
{
    public const string Hostile = "<img src=x onerror=alert(1)>";

    /// <summary>
    /// Writes the run <c>run</c>, the weights <c>other.safetensors</c>, and the data <c>sample</c> of 60 validation faces, one of them a training face
    /// of another label.
    /// </summary>
    /// <param name="folder">Where.</param>
    /// <param name="dataDirectory">What the run has as its data.</param>
    public static void Write(TemporaryFolder folder, string dataDirectory = Hostile)
    {
        var run = folder.File("run");
        var plan = MadeUpRun.Plan() with { Options = new TrainingOptions { Epochs = 3, MaxLearningRate = 0.02, DataDirectory = dataDirectory } };
        var files = new RunFiles(run);
        files.OnRunStarted(plan);
        int[] epochs = [1, 2, 3];
        foreach (var epoch in epochs)
        {
            files.OnEpochCompleted(MadeUpRun.Epoch(epoch));
        }

        files.OnRunCompleted(MadeUpRun.Summary(plan, [.. epochs.Select(MadeUpRun.Epoch)]));
        PreparedCheckpoints.Write(Path.Combine(run, "best_model.safetensors"), PreparedCheckpoints.Name.First);
        PreparedCheckpoints.Write(folder.File("other.safetensors"), PreparedCheckpoints.Name.Second);
        folder.Write(
            "run/train.log",
            $"2026-11-26 23:46:33 INF emotionnet 0.1.0: --epochs 3 --data-dir {Hostile}\n2026-11-26 23:46:34 INF Data: emotionnet 0.1.0: no.\n");
        SyntheticFaces.WriteTo(folder.File("sample"), seed: 1, training: 20, validation: 59, test: 20);
        Relabel(folder.File("sample/fer2013.csv"));
    }

    private static void Relabel(string csv)
    {
        var rows = File.ReadAllLines(csv);
        var face = rows.First(row => row.EndsWith(",Training", StringComparison.Ordinal)).Split(',');
        File.AppendAllText(csv, $"{(int.Parse(face[0], System.Globalization.CultureInfo.InvariantCulture) + 1) % 7},{face[1]},PublicTest\n");
    }
}
