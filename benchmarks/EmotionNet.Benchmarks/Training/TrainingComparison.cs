using System.Globalization;
using System.Text.Json;
using EmotionNet.Models;

namespace EmotionNet.Benchmarks.Training;

/// <summary>
/// Faces per second of one training step, row by row, in turns: machines are shared, and a minute of another tenant's work must
/// fall on all rows alike. Medians of the turns; the ratios are medians of the ratios within a turn.
/// </summary>
internal static class TrainingComparison
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Times the rows, prints the table and writes it as JSON.</summary>
    public static int Run(IReadOnlyList<string> rows, WorkSettings settings, int repeats, int steps, string python, string jsonPath)
    {
        var workers = new Dictionary<string, WorkerProcess>();
        foreach (var row in rows)
        {
            if (Start(row, settings, python) is { } worker)
            {
                workers[row] = worker;
            }
            else
            {
                var reason = Rows.IsPython(row)
                    ? $"{python} has no torch that can do it (on Debian: apt-get install python3-torch, and --python /usr/bin/python3)"
                    : "its process ended";
                Console.WriteLine($"{row}: left out, {reason}");
            }
        }

        RequireSameNetwork(workers);
        var speeds = workers.Keys.ToDictionary(row => row, _ => new List<double>());
        var peaks = new Dictionary<string, int>();
        for (var repeat = 0; repeat < repeats; repeat++)
        {
            foreach (var (row, worker) in workers)
            {
                var (seconds, peak) = worker.Run(steps);
                speeds[row].Add(steps * settings.BatchSize / seconds);
                peaks[row] = peak;
            }
        }

        foreach (var worker in workers.Values)
        {
            worker.Dispose();
        }

        var results = workers.Keys
            .Select(row => new RowResult(row, Median(speeds[row]), Ratio(row, Rows.Naive), Ratio(row, Rows.Limit), peaks[row], speeds[row]))
            .ToList();
        Print(results, settings, repeats, steps);
        foreach (var row in Rows.Ours.Where(speeds.ContainsKey))
        {
            foreach (var other in speeds.Keys.Where(other => other == Rows.Evaluation || Rows.IsPython(other)))
            {
                var ratio = Median(speeds[row].Zip(speeds[other], (mine, theirs) => other == Rows.Evaluation ? theirs / mine : mine / theirs));
                Console.WriteLine(
                    string.Create(CultureInfo.InvariantCulture, $"{(other == Rows.Evaluation ? $"{other} over {row}" : $"{row} over {other}")}: {ratio:F2}"));
            }
        }

        File.WriteAllText(jsonPath, JsonSerializer.Serialize(
            new { settings.ModelType, settings.BatchSize, settings.Device, settings.Threads, repeats, steps, rows = results },
            Indented));
        return 0;

        // Scoring is not training: its ratio to ours stands below the table.
        double? Ratio(string row, string other) =>
            speeds.TryGetValue(other, out var others) && row != Rows.Evaluation ? Median(speeds[row].Zip(others, (mine, theirs) => mine / theirs)) : null;
    }

    private static WorkerProcess? Start(string row, WorkSettings settings, string python)
    {
        string[] common = [settings.Device, Number(settings.BatchSize), Number(settings.Threads)];
        var stages = string.Join(',', ModelRegistry.StagesOf(settings.ModelType).Select(stage => $"{stage.Channels}x{stage.Blocks}"));
        return Rows.IsPython(row)
            ? WorkerProcess.Start(
                python,
                [Path.Combine(AppContext.BaseDirectory, "train_step.py"), Rows.PythonMode(row), .. common, stages,
                    Number(WorkSettings.DropoutRate), Number(WorkSettings.LearningRate)])
            : WorkerProcess.Start(
                Environment.ProcessPath!,
                ["worker", row, "--model-type", settings.ModelType, "--device", settings.Device,
                    "--batch-size", Number(settings.BatchSize), "--threads", Number(settings.Threads)]);
    }

    // The rows are written three times over; a table of different networks would be worth nothing.
    private static void RequireSameNetwork(Dictionary<string, WorkerProcess> workers)
    {
        if (workers.Values.Select(worker => worker.Parameters).Distinct().Count() > 1)
        {
            throw new InvalidOperationException($"the rows do not train the same network: "
                + $"{string.Join(", ", workers.Select(worker => $"{worker.Key} has {worker.Value.Parameters} parameters"))}");
        }
    }

    private static void Print(List<RowResult> results, WorkSettings settings, int repeats, int steps)
    {
        Console.WriteLine();
        Console.WriteLine($"{settings.ModelType}, batch {settings.BatchSize}, {settings.Device}, {Environment.ProcessorCount} "
            + $"cores; {repeats} turns of {steps} steps, medians");
        Console.WriteLine();
        Console.WriteLine("| row | faces/s | × naive | share of the limit | peak MB |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: |");
        foreach (var result in results)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {result.Row} | {result.FacesPerSecond:F0} | {result.OverNaive,0:F2} | {result.ShareOfLimit,0:F2} | {result.PeakMegabytes} |"));
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static string Number(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);

    private sealed record RowResult(string Row, double FacesPerSecond, double? OverNaive, double? ShareOfLimit, int PeakMegabytes, IReadOnlyList<double> Turns);
}
