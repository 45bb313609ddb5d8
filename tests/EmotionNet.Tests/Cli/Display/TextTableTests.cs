using EmotionNet.Cli.Display;
using Spectre.Console;

namespace EmotionNet.Tests.Cli.Display;

public sealed class TextTableTests
{
    private static readonly TextTable Table = new(["task", "rate", "validation"], [["000", "0.00123", "61.2 %"], ["001", "0.1", "7.5 %"]]);

    [Fact]
    public void A_table_takes_its_width_in_a_terminal_and_no_more()
    {
        var lines = Draw(Table.Width);

        Assert.Equal(4, lines.Length); // the headings, the line under them, two rows
        Assert.Contains(lines, line => line.Length == Table.Width);
        Assert.NotEqual(4, DrawSpectre(Table.Width - 1).Length);
    }

    [Fact]
    public void In_a_narrower_terminal_it_is_aligned_lines()
    {
        Assert.Equal(Table.ToLines(), Draw(Table.Width - 1));
    }

    private static string[] Draw(int width) => Lines(width, console => console.Write(Table.ToFit(width)));

    private static string[] DrawSpectre(int width) => Lines(width, console => console.Write(Table.ToSpectre()));

    private static string[] Lines(int width, Action<IAnsiConsole> write)
    {
        using var output = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = width;
        write(console);
        return [.. output.ToString().Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.Trim().Length > 0)];
    }
}
