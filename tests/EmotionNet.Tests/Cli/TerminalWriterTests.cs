using System.Text;
using EmotionNet.Cli.Display;

namespace EmotionNet.Tests.Cli;

public sealed class TerminalWriterTests
{
    [Fact]
    public void Writing_to_a_terminal_that_was_closed_is_not_an_error()
    {
        var terminal = new ClosedTerminal { LinesUntilClosed = 1 };
        var writer = new TerminalWriter(terminal);

        writer.WriteLine("before");
        writer.WriteLine("after");
        writer.Write('x');
        writer.Write(["y"[0]], 0, 1);
        writer.Flush();

        Assert.Equal("before", terminal.Text.ToString());
    }

    private sealed class ClosedTerminal : TextWriter
    {
        public int LinesUntilClosed { get; set; }

        public StringBuilder Text { get; } = new();

        public override Encoding Encoding => Encoding.UTF8;

        public override void WriteLine(string? value)
        {
            if (LinesUntilClosed-- == 0)
            {
                throw new IOException("Input/output error");
            }

            Text.Append(value);
        }

        public override void Write(char value) => throw new IOException("Input/output error");

        public override void Flush() => throw new IOException("Input/output error");
    }
}
