using System.Globalization;

namespace EmotionNet.Cli.Serve;

/// <summary>
/// How many connections the server holds: enough that thousands of idle ones leave room for others, and fewer than the system gives file descriptors,
/// for Kestrel accepts nothing more once it has failed to accept.
/// </summary>
internal static class ConnectionLimit
{
    private const int Maximum = 16_384;
    private const int Reserve = 512; // models, assemblies, images
    private const int WithoutKnowledge = 1024;

    /// <summary>The limit of this process.</summary>
    public static int OfThisProcess()
    {
        const string Limits = "/proc/self/limits";
        return File.Exists(Limits) ? Of(File.ReadLines(Limits)) : WithoutKnowledge;
    }

    /// <summary>The limit by the lines of <c>/proc/self/limits</c>.</summary>
    internal static int Of(IEnumerable<string> limits)
    {
        const string Files = "Max open files";
        var soft = limits.FirstOrDefault(line => line.StartsWith(Files, StringComparison.Ordinal))?[Files.Length..]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return soft == "unlimited" ? Maximum
            : int.TryParse(soft, CultureInfo.InvariantCulture, out var files) ? Math.Min(Maximum, Math.Max(files / 2, files - Reserve))
            : WithoutKnowledge;
    }
}
