using EmotionNet.Cli.Display;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Sinks.SystemConsole.Themes;
using Spectre.Console;

namespace EmotionNet.Cli;

/// <summary>
/// <c>train.log</c>, and who owns the terminal: in a pipe everything logged is also a plain line there;
/// in a terminal the live display owns it, and only what is said or shown here appears above it.
/// </summary>
internal sealed class RunLog : IDisposable
{
    /// <summary>The file's name in the checkpoint folder.</summary>
    public const string FileName = Checkpoints.RunFileNames.Log;

    private readonly Logger _logger;
    private readonly bool _isLive;

    /// <summary>Opens the log, at its end.</summary>
    public RunLog(string checkpointDirectory, LogEventLevel level, bool isLive)
    {
        _isLive = isLive;
        Path = System.IO.Path.Combine(checkpointDirectory, FileName);
        var settings = new LoggerConfiguration()
            .MinimumLevel.Is(level)
            .WriteTo.File(Path, outputTemplate: "{Timestamp:yyyy-MM-dd HH:mm:ss} {Level:u3} {Message:lj}{NewLine}{Exception}", fileSizeLimitBytes: null);
        if (!isLive)
        {
            settings.WriteTo.Logger(console => console
                .Filter.ByExcluding(entry => entry.Exception is not null)
                .WriteTo.Console(outputTemplate: "{Message:lj}{NewLine}", theme: ConsoleTheme.None));
        }

        _logger = settings.CreateLogger();
    }

    /// <summary>The log file.</summary>
    public string Path { get; }

    /// <summary>Tells the user and the log.</summary>
    public void Say(string text) => Write(LogEventLevel.Information, text, onScreen: true);

    /// <summary>Tells the user and the log that something may not be as meant.</summary>
    public void Warn(string text) => Write(LogEventLevel.Warning, $"Warning: {text}", onScreen: true);

    /// <summary>Tells the log what the live display shows in its own way.</summary>
    public void Record(string text) => Write(LogEventLevel.Information, text, onScreen: false);

    /// <summary>Keeps the whole of an exception in the file.</summary>
    public void Keep(Exception problem) =>
        _logger.Write(problem is UserInputException ? LogEventLevel.Error : LogEventLevel.Fatal, problem, "{Text:l}", problem.Message);

    /// <summary>Shows a table.</summary>
    public void Show(TextTable table)
    {
        if (_isLive)
        {
            Screen.Show(table);
        }

        foreach (var line in table.ToLines())
        {
            Record(line);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _logger.Dispose();

    private void Write(LogEventLevel level, string text, bool onScreen)
    {
        if (_isLive && onScreen)
        {
            if (level >= LogEventLevel.Warning)
            {
                AnsiConsole.WriteLine(text); // may come while the live display runs, which Spectre then moves down
            }
            else
            {
                Screen.Line(text); // not wrapped, so that a command can be copied
            }
        }

        _logger.Write(level, "{Text:l}", text);
    }
}
