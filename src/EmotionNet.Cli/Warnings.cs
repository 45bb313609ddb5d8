using EmotionNet.Cli.Options;

namespace EmotionNet.Cli;

/// <summary>What may not be as meant, for a command that goes on: a line each on stderr, which leaves stdout to the answer.</summary>
internal static class Warnings
{
    /// <summary>Shows warnings of the library.</summary>
    public static void Show(IEnumerable<string> warnings)
    {
        foreach (var warning in warnings)
        {
            Console.Error.WriteLine(FailureReport.OneLine($"Warning: {OptionNames.ToCommandLine(warning)}"));
        }
    }
}
