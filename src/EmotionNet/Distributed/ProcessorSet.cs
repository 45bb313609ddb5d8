using System.Globalization;

namespace EmotionNet.Distributed;

/// <summary>Processors of a machine, as Linux numbers them: each is a hardware thread of a core.</summary>
/// <param name="List">Their numbers and ranges: <c>0-3,8</c>.</param>
internal sealed record ProcessorSet(string List)
{
    /// <summary>Those that a process may run on; null where <c>/proc</c> does not tell.</summary>
    /// <param name="process">Its number, or <c>self</c>.</param>
    public static ProcessorSet? OfProcess(string process)
    {
        const string Key = "Cpus_allowed_list:";
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal));
            return line is null ? null : new(line[Key.Length..].Trim());
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null; // another system, or the process has ended
        }
    }

    /// <summary>Their numbers.</summary>
    public IEnumerable<int> Numbers()
    {
        foreach (var part in List.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = part.Split('-');
            var (first, last) = (int.Parse(ends[0], CultureInfo.InvariantCulture), int.Parse(ends[^1], CultureInfo.InvariantCulture));
            for (var number = first; number <= last; number++)
            {
                yield return number;
            }
        }
    }

    /// <summary>The cores that they belong to.</summary>
    public int CountCores() => CountCores(number => $"/sys/devices/system/cpu/cpu{number}/topology/thread_siblings_list");

    /// <summary>The cores that they belong to.</summary>
    /// <param name="siblingsFile">The file that lists the processors of the core of one.</param>
    internal int CountCores(Func<int, string> siblingsFile) => Numbers().Select(number => CoreOf(number, siblingsFile(number))).Distinct().Count();

    private static string CoreOf(int number, string siblingsFile)
    {
        try
        {
            return File.ReadAllText(siblingsFile);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return $"{number}"; // one of its own
        }
    }
}
