using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using EmotionNet.Runtime;
using static TorchSharp.torch;

namespace EmotionNet.Benchmarks.Training;

/// <summary>
/// A process that runs one row's steps on request. Each row has its own, so that the memory of one is not the memory
/// of another and the naive row has glibc's allocator as it comes. It says <c>loaded</c>, answers <c>warm-up</c> with
/// <c>ready PARAMETERS</c>, then each number of steps with <c>SECONDS PEAK_MEGABYTES</c>, and <c>trace STEPS</c> with <c>KERNELS COPIES BUSY_SECONDS</c> or <c>-</c>; the Python script speaks the same.
/// </summary>
internal static partial class Worker
{
    private const int WarmUpSteps = 3;

    public static int Serve(string row, WorkSettings settings)
    {
        var (run, parameters) = Create(row, settings);
        Console.WriteLine("loaded");
        if (Console.ReadLine() is null)
        {
            return 0;
        }

        run(WarmUpSteps);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ready {parameters}"));
        while (Console.ReadLine() is { } line)
        {
            if (line.Split(' ') is ["trace", var traced])
            {
                Console.WriteLine(Trace(() => run(int.Parse(traced, CultureInfo.InvariantCulture))));
                continue;
            }

            var clock = Stopwatch.StartNew();
            run(int.Parse(line, CultureInfo.InvariantCulture));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clock.Elapsed.TotalSeconds:R} {PeakMegabytes()}"));
        }

        return 0;
    }

    private static (Action<int> Run, long Parameters) Create(string row, WorkSettings settings)
    {
        if (row == Rows.Naive)
        {
            var naive = new NaiveWork(settings); // lives as long as the process, as the others do
            SetThreads(settings);
            return (naive.Run, naive.Parameters);
        }

        TorchRuntime.Initialize();
        SetThreads(settings);
        if (row == Rows.Limit)
        {
            var limit = new LimitWork(settings, PrecisionChoice.Auto);
            return (limit.Run, limit.Parameters);
        }

        var precision = row switch { "bf16" => PrecisionChoice.Bf16, "fp32" => PrecisionChoice.Fp32, _ => PrecisionChoice.Auto };
        var ours = new OurWork(row == Rows.Preset ? settings.Preset : settings.Options, settings.Device, precision);
        return (row == Rows.Evaluation ? ours.Evaluate : ours.Run, ours.Parameters);
    }

    private static string Trace(Action work) => KernelTrace.Of(work) is { } trace
        ? string.Create(CultureInfo.InvariantCulture, $"{trace.Kernels} {trace.Copies} {trace.BusySeconds:R}")
        : "-";

    private static void SetThreads(WorkSettings settings)
    {
        if (settings.Threads > 0)
        {
            set_num_threads(settings.Threads);
        }
    }

    // Of the whole process: the runtime, libtorch and the faces are in it.
    private static long PeakMegabytes() => OperatingSystem.IsLinux()
        ? long.Parse(PeakLine().Match(File.ReadAllText("/proc/self/status")).Groups[1].Value, CultureInfo.InvariantCulture) / 1024
        : Process.GetCurrentProcess().PeakWorkingSet64 >> 20;

    [GeneratedRegex(@"VmHWM:\s*(\d+) kB")]
    private static partial Regex PeakLine();
}
