using Spectre.Console;

namespace EmotionNet.Cli.Display;

/// <summary>Where commands without a log write: tables in a terminal, aligned lines in a pipe.</summary>
internal static class Screen
{
    /// <summary>Whether a person watches a terminal that can redraw its lines.</summary>
    public static bool IsLive { get; } = !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Ansi;

    /// <summary>Writes a line as it is.</summary>
    public static void Line(string text = "") => Console.Out.WriteLine(text);

    /// <summary>Writes a table; as in a pipe, where the terminal is too narrow for it.</summary>
    public static void Show(TextTable table)
    {
        if (IsLive && table.Width <= AnsiConsole.Profile.Width) // Spectre would break lines, and a terminal does so itself
        {
            AnsiConsole.Write(table.ToSpectre());
            return;
        }

        foreach (var line in table.ToLines())
        {
            Line(line);
        }
    }
}
