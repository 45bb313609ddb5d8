using System.Diagnostics;
using System.Globalization;

namespace EmotionNet.Fuzz;

/// <summary>Gives a reader many files, and keeps those at which it crashes, takes longer than a second, or needs more than its memory.</summary>
internal sealed class FuzzRun(FuzzTarget target, string findings, int seed)
{
    private const int WarmUp = 500;
    private const int MaximumMegabytes = 200;

    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Hung = TimeSpan.FromMinutes(1);

    private readonly string _current = Path.Combine(findings, $"{target.Name}.current");
    private long _beganAt;

    /// <summary>Runs.</summary>
    /// <param name="inputs">How many files.</param>
    /// <returns>How many of them were found.</returns>
    public long Run(long inputs)
    {
        var temporary = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
        var folder = Directory.CreateDirectory(Path.Combine(temporary, $"emotionnet-fuzz-{Environment.ProcessId}"));
        using var watchdog = new Timer(_ => EndIfHung(), null, Hung, Slow);
        try
        {
            target.RequireSeeds(folder.FullName);
            return Run(inputs, new Mutator(target.Seeds(), new Random(seed)), folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
            File.Delete(_current);
        }
    }

    private long Run(long inputs, Mutator mutator, string folder)
    {
        var (accepted, found, slowest, longest, memoryBefore) = (0L, 0L, TimeSpan.Zero, 0, 0L);
        var clock = Stopwatch.StartNew();
        for (var input = 0L; input < inputs; input++)
        {
            if (input == Math.Min(WarmUp, inputs / 2))
            {
                memoryBefore = ResetPeak();
            }

            var file = mutator.Next();
            longest = Math.Max(longest, file.Length);
            File.WriteAllBytes(_current, file); // what remains of a process that dies
            var (seconds, hasReturned) = (TimeSpan.Zero, false);
            try
            {
                accepted += Timed(file, folder, ref seconds) ? 1 : 0;
                hasReturned = true;
            }
            catch (Exception problem) when (problem is not OutOfMemoryException)
            {
                Keep(ref found, file, $"{problem.GetType().Name}: {problem.Message}");
                Console.WriteLine(problem.StackTrace);
            }

            if (hasReturned && seconds > Slow && Enumerable.Range(0, 2).All(_ => IsSlow(file, folder))) // not only a busy machine
            {
                Keep(ref found, file, $"took {seconds.TotalSeconds:0.0} s");
            }

            slowest = seconds > slowest ? seconds : slowest;
        }

        var megabytes = (Peak() - memoryBefore) / 1024;
        if (megabytes > MaximumMegabytes + (longest >> 20))
        {
            found++;
            Console.WriteLine($"{target.Name}: {megabytes} MB more than at its beginning");
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{target.Name,-14} {inputs,10:N0} inputs {100.0 * accepted / inputs,5:0.0} % read  slowest {slowest.TotalMilliseconds,6:0} ms  "
                + $"{megabytes,4} MB  {inputs / clock.Elapsed.TotalSeconds,7:N0}/s  {found} found"));
        return found;
    }

    private bool IsSlow(byte[] file, string folder)
    {
        var seconds = TimeSpan.Zero;
        Timed(file, folder, ref seconds);
        return seconds > Slow;
    }

    private bool Timed(byte[] file, string folder, ref TimeSpan seconds)
    {
        var start = Stopwatch.GetTimestamp();
        Volatile.Write(ref _beganAt, start);
        try
        {
            return target.Accepts(file, folder);
        }
        finally
        {
            Volatile.Write(ref _beganAt, 0);
            seconds = Stopwatch.GetElapsedTime(start);
        }
    }

    private void Keep(ref long found, byte[] file, string what)
    {
        found++;
        var path = Path.Combine(findings, $"{target.Name}-{seed}-{found}");
        File.WriteAllBytes(path, file);
        Console.WriteLine($"{path}: {what}");
    }

    private void EndIfHung()
    {
        if (Volatile.Read(ref _beganAt) is > 0 and var start && Stopwatch.GetElapsedTime(start) > Hung)
        {
            Environment.FailFast($"{target.Name} hangs at {_current}");
        }
    }

    // In KiB; Linux counts the peak anew.
    private static long ResetPeak()
    {
        GC.Collect();
        File.WriteAllText("/proc/self/clear_refs", "5");
        return Peak();
    }

    private static long Peak()
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
