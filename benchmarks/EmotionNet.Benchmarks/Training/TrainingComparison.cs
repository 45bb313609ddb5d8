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
    /// <param name="rows">The rows, in the order of the table.</param>
    /// <param name="settings">What all rows do the same.</param>
    /// <param name="repeats">Turns.</param>
    /// <param name="steps">Steps of a turn.</param>
    /// <param name="python">The Python whose torch is compared.</param>
    /// <param name="limit">How long a row may take to load, to be warm and for a turn; one that takes longer is left out.</param>
    /// <param name="jsonPath">Where the figures go, after each turn.</param>
    public static async Task<int> Run(
        IReadOnlyList<string> rows, WorkSettings settings, int repeats, int steps, string python, TimeSpan limit, string jsonPath)
    {
        var started = await Task.WhenAll(rows.Select(row => Start(row, settings, python, limit)));
        var workers = new Dictionary<string, WorkerProcess>();
        foreach (var (row, worker) in rows.Zip(started))
        {
            // They load at the same time, but warm up in turn: cuDNN times its algorithms then, and another row's work would decide its choice.
            if (worker is not null && worker.WarmUp())
            {
                workers[row] = worker;
            }
            else
            {
                worker?.Dispose();
                var reason = Rows.IsPython(row)
                    ? $"{python} has no torch that can do it (on Debian: apt-get install python3-torch, and --python /usr/bin/python3), or not in time"
                    : "its process ended, or was not ready in time";
                Console.WriteLine($"{row}: left out, {reason}");
            }
        }

        RequireSameNetwork(workers);
        var speeds = workers.Keys.ToDictionary(row => row, _ => new List<double>());
        var peaks = new Dictionary<string, int>();
        var gpuPeaks = GpuMemory.OfProcesses();
        var traces = new Dictionary<string, KernelTrace?>();
        for (var repeat = 0; repeat < repeats; repeat++)
        {
            foreach (var (row, worker) in workers)
            {
                if (worker.Run(steps) is not var (seconds, peak))
                {
                    Console.WriteLine($"{row}: left out, its process ended in turn {repeat + 1}; its message is above");
                    workers.Remove(row, out _);
                    worker.Dispose();
                    continue;
                }

                speeds[row].Add(steps * settings.BatchSize / seconds);
                peaks[row] = peak;
            }

            foreach (var row in speeds.Keys.Except(workers.Keys).ToList())
            {
                speeds.Remove(row);
            }

            Write();
        }

        gpuPeaks = GpuMemory.OfProcesses();
        foreach (var (row, worker) in workers)
        {
            traces[row] = worker.Trace(steps);
        }

        var results = Write();
        Print(results, settings, repeats, steps);
        foreach (var row in Rows.Ours.Where(speeds.ContainsKey))
        {
            foreach (var other in speeds.Keys.Where(other => other == Rows.Evaluation || Rows.IsPython(other)))
            {
                var ratio = Median.Of(speeds[row].Zip(speeds[other], (mine, theirs) => other == Rows.Evaluation ? theirs / mine : mine / theirs));
                Console.WriteLine(
                    string.Create(CultureInfo.InvariantCulture, $"{(other == Rows.Evaluation ? $"{other} over {row}" : $"{row} over {other}")}: {ratio:F2}"));
            }
        }

        foreach (var worker in workers.Values)
        {
            worker.Dispose();
        }

        return 0;

        // Whoever stops the benchmark, or takes the machine away, leaves the turns so far.
        List<RowResult> Write()
        {
            var measured = workers.Select(worker => Result(worker.Key, worker.Value)).ToList();
            File.WriteAllText(jsonPath + ".part", JsonSerializer.Serialize(
                new { settings.ModelType, settings.BatchSize, settings.Device, settings.Threads, repeats, steps, rows = measured },
                Indented));
            File.Move(jsonPath + ".part", jsonPath, overwrite: true);
            return measured;
        }

        RowResult Result(string row, WorkerProcess worker)
        {
            var speed = Median.Of(speeds[row]);
            var trace = traces.GetValueOrDefault(row);
            return new(row, speed, Ratio(row, Rows.Naive), Ratio(row, Rows.Limit), peaks[row], worker.StartSeconds, speeds[row])
            {
                PeakGpuMegabytes = gpuPeaks.TryGetValue(worker.Id, out var megabytes) ? megabytes : null,
                KernelsPerStep = trace?.Kernels / (double)steps,
                CopiesPerStep = trace?.Copies / (double)steps,

                // The trace slows the host and not the kernels: their time is the trace's, that of the step is the median of the turns without one.
                GpuIdleShare = trace is { } busy ? 1 - (busy.BusySeconds / steps * speed / settings.BatchSize) : null,
            };
        }

        // Scoring is not training: its ratio to ours stands below the table.
        double? Ratio(string row, string other) =>
            speeds.TryGetValue(other, out var others) && row != Rows.Evaluation ? Median.Of(speeds[row].Zip(others, (mine, theirs) => mine / theirs)) : null;
    }

    private static Task<WorkerProcess?> Start(string row, WorkSettings settings, string python, TimeSpan limit)
    {
        string[] common = [settings.Device, Number(settings.BatchSize), Number(settings.Threads)];
        var stages = string.Join(',', ModelRegistry.StagesOf(settings.ModelType).Select(stage => $"{stage.Channels}x{stage.Blocks}"));
        return Rows.IsPython(row)
            ? WorkerProcess.Start(
                python,
                [Path.Combine(AppContext.BaseDirectory, "train_step.py"), Rows.PythonMode(row), .. common, stages,
                    Number(WorkSettings.DropoutRate), Number(WorkSettings.LearningRate)],
                limit)
            : WorkerProcess.Start(
                Environment.ProcessPath!,
                ["worker", row, "--model-type", settings.ModelType, "--device", settings.Device,
                    "--batch-size", Number(settings.BatchSize), "--threads", Number(settings.Threads)],
                limit);
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
        var onGpu = settings.Device != "cpu";
        Console.WriteLine("| row | faces/s | × naive | share of the limit | peak MB |"
            + (onGpu ? " peak GPU MB | kernels a step | copies a step | GPU idle |" : ""));
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: |" + (onGpu ? " ---: | ---: | ---: | ---: |" : ""));
        foreach (var result in results)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {result.Row} | {result.FacesPerSecond:F0} | {result.OverNaive,0:F2} | {result.ShareOfLimit,0:F2} | {result.PeakMegabytes} |")
                + (onGpu ? string.Create(
                    CultureInfo.InvariantCulture,
                    $" {result.PeakGpuMegabytes} | {result.KernelsPerStep:F0} | {result.CopiesPerStep:F0} | {result.GpuIdleShare:P0} |") : ""));
        }
    }

    private static string Number(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);

    private sealed record RowResult(
        string Row, double FacesPerSecond, double? OverNaive, double? ShareOfLimit, int PeakMegabytes, double StartSeconds, IReadOnlyList<double> Turns)
    {
        public int? PeakGpuMegabytes { get; init; }

        public double? KernelsPerStep { get; init; }

        public double? CopiesPerStep { get; init; }

        public double? GpuIdleShare { get; init; }
    }
}
