using System.Diagnostics;
using System.Globalization;

namespace EmotionNet.Faults;

/// <summary>Open MPI's mpirun, where it is installed.</summary>
internal static class RankLauncher
{
    /// <summary>Its name in Debian, beside other MPIs.</summary>
    public const string Program = "mpirun.openmpi";

    /// <summary>Whether it is installed.</summary>
    public static bool IsThere =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, Program)));

    /// <summary>Its arguments before the program.</summary>
    public static IReadOnlyList<string> Arguments(int ranks) =>
        ["--allow-run-as-root", "--oversubscribe", "--bind-to", "none", "-n", ranks.ToString(CultureInfo.InvariantCulture)];

    /// <summary>The ranks that run now.</summary>
    public static IReadOnlyList<Process> ChildrenOf(Process launcher)
    {
        var tasks = $"/proc/{launcher.Id}/task";
        if (!Directory.Exists(tasks))
        {
            return [];
        }

        try
        {
            return
            [
                .. Directory.GetDirectories(tasks)
                    .SelectMany(task => File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
                    .Select(id => Process.GetProcessById(int.Parse(id, CultureInfo.InvariantCulture))),
            ];
        }
        catch (Exception problem) when (problem is IOException or ArgumentException)
        {
            return []; // it has just ended
        }
    }
}
