using System.Text;
using EmotionNet.Distributed;

namespace EmotionNet.Cli.Display;

/// <summary>Writes to a terminal for as long as it is there: a run whose window was closed must still save its state.</summary>
/// <param name="terminal">The console's own writer.</param>
internal sealed class TerminalWriter(TextWriter terminal) : TextWriter
{
    private volatile bool _isGone;

    /// <inheritdoc/>
    public override Encoding Encoding => terminal.Encoding;

    /// <summary>Puts such a writer between the program and each of its streams that is a terminal. A full disk behind a redirection stays an error.</summary>
    public static void Install()
    {
        if (RankLauncher.Find() is not null)
        {
            // Open MPI gives each rank a terminal, whose lines it passes on: .NET would begin them with what switches a real one's keys.
            Environment.SetEnvironmentVariable("TERM", null);
        }

        if (!Console.IsOutputRedirected)
        {
            Console.SetOut(new TerminalWriter(Console.Out));
        }

        if (!Console.IsErrorRedirected)
        {
            Console.SetError(new TerminalWriter(Console.Error));
        }
    }

    /// <inheritdoc/>
    public override void Write(char value) => Try(() => terminal.Write(value));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Try(() => terminal.Write(buffer, index, count));

    /// <inheritdoc/>
    public override void Write(string? value) => Try(() => terminal.Write(value));

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Try(() => terminal.WriteLine(value));

    /// <inheritdoc/>
    public override void Flush() => Try(terminal.Flush);

    private void Try(Action write)
    {
        if (_isGone)
        {
            return;
        }

        try
        {
            write();
        }
        catch (IOException)
        {
            _isGone = true;
        }
    }
}
