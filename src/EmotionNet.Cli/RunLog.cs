using System.Globalization;
using System.Security.Cryptography;
using EmotionNet.Cli.Display;
using EmotionNet.Cli.Options;
using EmotionNet.Files;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Compact;
using Serilog.Formatting.Display;
using Serilog.Parsing;
using Serilog.Sinks.SystemConsole.Themes;
using Spectre.Console;

namespace EmotionNet.Cli;

/// <summary>
/// <c>train.log</c>, and who owns the terminal: in a pipe everything logged is also a plain line there;
/// in a terminal the live display owns it, and only what is said or shown here appears above it.
/// Every event has the properties <c>RunId</c>, random for each process, and <c>Version</c>.
/// </summary>
internal sealed class RunLog : IDisposable
{
    /// <summary>The file's name in the checkpoint directory.</summary>
    public const string FileName = Checkpoints.RunFileNames.Log;

    private static readonly MessageTemplateTextFormatter ScreenFormatter = new("{Message:lj}", CultureInfo.InvariantCulture);

    private readonly Logger _logger;
    private readonly bool _isLive;
    private readonly LogFormat _format;

    /// <summary>Opens the log, at its end.</summary>
    /// <param name="checkpointDirectory">The directory of the run.</param>
    /// <param name="level">The minimum level of what is logged.</param>
    /// <param name="isLive">Whether the live display owns the terminal.</param>
    /// <param name="format">The format; null for that of the log that is there, or text.</param>
    public RunLog(string checkpointDirectory, LogEventLevel level, bool isLive, LogFormat? format = null)
    {
        _isLive = isLive;
        Path = System.IO.Path.Combine(checkpointDirectory, FileName);
        _format = format ?? FormatOf(Path);
        var settings = new LoggerConfiguration()
            .MinimumLevel.Is(level)
            .Enrich.WithProperty("RunId", Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4)))
            .Enrich.WithProperty("Version", typeof(RunLog).Assembly.GetName().Version?.ToString(3));
        if (!isLive && StandardOutput.IsFile(Path))
        {
            // The lines of the console go there already; a second writer would overwrite them.
        }
        else if (_format == LogFormat.Json)
        {
            settings.WriteTo.File(new RenderedCompactJsonFormatter(), Path, fileSizeLimitBytes: null);
        }
        else
        {
            settings.WriteTo.File(
                Path,
                outputTemplate: "{Timestamp:yyyy-MM-dd HH:mm:ss} {Level:u3} {Message:lj}{NewLine}{Exception}",
                formatProvider: CultureInfo.InvariantCulture,
                fileSizeLimitBytes: null);
        }

        if (!isLive)
        {
            settings.WriteTo.Logger(console => console
                .Filter.ByExcluding(entry => entry.Exception is not null)
                .WriteTo.Console(outputTemplate: "{Message:lj}{NewLine}", formatProvider: CultureInfo.InvariantCulture, theme: ConsoleTheme.None));
        }

        _logger = settings.CreateLogger();
    }

    /// <summary>The log file.</summary>
    public string Path { get; }

    /// <summary>Tells the user and the log.</summary>
    public void Say(string text) => Write(Literal(LogEventLevel.Information, text), onScreen: true);

    /// <summary>Tells the user and the log.</summary>
    public void Say(LogSentence sentence) => Write(sentence.ToEvent(LogEventLevel.Information), onScreen: true);

    /// <summary>Tells the user and the log that something may not be as meant.</summary>
    public void Warn(string text) => Write(Literal(LogEventLevel.Warning, $"Warning: {text}"), onScreen: true);

    /// <summary>Tells the log what the live display shows in its own way.</summary>
    public void Record(string text) => Write(Literal(LogEventLevel.Information, text), onScreen: false);

    /// <summary>Tells the log what the live display shows in its own way.</summary>
    public void Record(LogSentence sentence) => Write(sentence.ToEvent(LogEventLevel.Information), onScreen: false);

    /// <summary>Keeps the whole of an exception in the file.</summary>
    public void Keep(Exception problem) =>
        Write(Literal(problem is UserInputException ? LogEventLevel.Error : LogEventLevel.Fatal, problem.Message, problem), onScreen: false);

    /// <summary>Shows a table: a line per row, or an event with the cells.</summary>
    public void Show(TextTable table)
    {
        if (_isLive)
        {
            Screen.Show(table);
        }

        if (_format == LogFormat.Json)
        {
            var entry = Literal(LogEventLevel.Information, string.Join('\n', table.ToLines()));
            entry.AddOrUpdateProperty(new LogEventProperty("Columns", Sequence(table.Columns)));
            entry.AddOrUpdateProperty(new LogEventProperty("Rows", new SequenceValue(table.Rows.Select(Sequence))));
            _logger.Write(entry);
            return;
        }

        foreach (var line in table.ToLines())
        {
            Record(line);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _logger.Dispose();

    // A resumed run continues its log as it began.
    private static LogFormat FormatOf(string path) => File.Exists(path) && File.ReadLines(path).FirstOrDefault()?.StartsWith('{') == true
        ? LogFormat.Json
        : LogFormat.Text;

    // Texts may have braces, which are not properties, and come from the library.
    private static LogEvent Literal(LogEventLevel level, string text, Exception? exception = null)
    {
        var shown = OptionNames.ToCommandLine(text);
        return new LogEvent(DateTimeOffset.Now, level, exception, new MessageTemplate(shown, [new TextToken(shown)]), []);
    }

    private static SequenceValue Sequence(IReadOnlyList<string> cells) => new(cells.Select(cell => new ScalarValue(cell)));

    private void Write(LogEvent entry, bool onScreen)
    {
        if (_isLive && onScreen)
        {
            using var text = new StringWriter();
            ScreenFormatter.Format(entry, text);
            if (entry.Level >= LogEventLevel.Warning)
            {
                AnsiConsole.WriteLine(text.ToString()); // may come while the live display runs, which Spectre then moves down
            }
            else
            {
                Screen.Line(text.ToString()); // not wrapped, so that a command can be copied
            }
        }

        _logger.Write(entry);
    }
}
