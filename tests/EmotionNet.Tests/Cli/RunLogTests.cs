using System.Text.Json;
using EmotionNet.Cli;
using EmotionNet.Cli.Display;
using EmotionNet.Tests.Reporting;
using EmotionNet.Training;
using Serilog.Events;

namespace EmotionNet.Tests.Cli;

public sealed class RunLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_text_log_has_a_sentence_for_the_run_and_for_each_epoch()
    {
        Log(LogFormat.Text, Train);

        string[] expected =
        [
            "INF attention_emotion_net: 11,300,000 parameters, on CPU, 2 threads; fp32: asked for",
            "INF 3 epochs, of 6 steps, 128 faces a step",
            "INF epoch 1/3: loss 2.000, training accuracy 20.0 %; validation loss 1.500, accuracy 50.0 %, F1 0.500, KL divergence 0.500 (raw); "
                + "rate 1.0e-3, 70 faces/s, 0:11; best so far",
        ];
        Assert.Equal(expected, Lines().Select(line => line["yyyy-mm-dd hh:mm:ss ".Length..]));
    }

    [Fact]
    public void The_JSON_log_has_the_same_sentences_and_their_values()
    {
        Log(LogFormat.Json, Train);

        var events = Events();
        var epoch = events[2];
        Assert.StartsWith("epoch 1/3: loss 2.000, training accuracy 20.0 %; ", Text(epoch, "@m"), StringComparison.Ordinal);
        Assert.EndsWith(" 0:11; best so far", Text(epoch, "@m"), StringComparison.Ordinal);
        Assert.Equal(1, epoch.GetProperty("Epoch").GetInt32());
        Assert.Equal(2.0, epoch.GetProperty("Loss").GetDouble());
        Assert.Equal(0.5, epoch.GetProperty("ValidationAccuracy").GetDouble());
        Assert.Equal(0.001, epoch.GetProperty("LearningRate").GetDouble());
        Assert.Equal(11, epoch.GetProperty("EpochSeconds").GetDouble());
        Assert.Equal("raw", Text(epoch, "Weights"));
        Assert.True(epoch.GetProperty("IsBest").GetBoolean());
        Assert.Equal(11_300_000, events[0].GetProperty("Parameters").GetInt64());
        Assert.Matches(@"^\d+\.\d+\.\d+$", Text(epoch, "Version"));
        Assert.Matches("^[0-9a-f]{8}$", Text(epoch, "RunId"));
        Assert.Single(events.Select(entry => Text(entry, "RunId")).Distinct());
    }

    [Fact]
    public void A_process_that_resumes_goes_on_in_the_format_of_the_log_under_an_id_of_its_own()
    {
        Log(LogFormat.Json, log => log.Record("first"));
        Log(format: null, log => log.Record("second"));

        var events = Events();
        Assert.Equal(["first", "second"], events.Select(entry => Text(entry, "@m")));
        Assert.Equal(2, events.Select(entry => Text(entry, "RunId")).Distinct().Count());
    }

    [Fact]
    public void A_table_is_a_line_a_row_in_text_and_an_event_with_its_cells_in_JSON()
    {
        var table = new TextTable(["class", "faces"], [["anger", "12"], ["joy", "7"]]);
        Log(LogFormat.Text, log => log.Show(table));
        Assert.Equal(["class  faces", "anger     12", "joy        7"], Lines().Select(line => line["yyyy-mm-dd hh:mm:ss INF ".Length..]));
        File.Delete(_folder.File(RunLog.FileName));

        Log(LogFormat.Json, log => log.Show(table));

        var entry = Assert.Single(Events());
        Assert.Equal("class  faces\nanger     12\njoy        7", Text(entry, "@m"));
        Assert.Equal("""["class","faces"]""", entry.GetProperty("Columns").GetRawText());
        Assert.Equal("""[["anger","12"],["joy","7"]]""", entry.GetProperty("Rows").GetRawText());
    }

    [Fact]
    public void What_the_library_says_is_kept_as_it_is_but_for_the_names_of_options()
    {
        Log(LogFormat.Json, log =>
        {
            log.Say("{Epoch} of `crop` and `other`");
            log.Warn("`crop` has no effect.");
            log.Keep(new UserInputException("`crop` is odd", "use 40"));
        });

        var events = Events();
        Assert.Equal(["{Epoch} of --crop and `other`", "Warning: --crop has no effect.", "--crop is odd; use 40."], events.Select(entry => Text(entry, "@m")));
        Assert.Equal(["Warning", "Error"], events.Skip(1).Select(entry => Text(entry, "@l")));
        Assert.Contains(nameof(UserInputException), Text(events[2], "@x"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_below_the_minimum_level_is_left_out()
    {
        using (var log = new RunLog(_folder.Path, LogEventLevel.Warning, isLive: true))
        {
            log.Record("not this");
            log.Keep(new InvalidOperationException("this"));
        }

        Assert.Contains("FTL this", Lines()[0], StringComparison.Ordinal);
    }

    private static void Train(RunLog log)
    {
        ITrainingObserver lines = new LogLines(log);
        lines.OnRunStarted(MadeUpRun.Plan());
        lines.OnStep(new StepProgress(1, 6, 6, 6, 18, 2, 0.001, 70));
        lines.OnEpochCompleted(MadeUpRun.Epoch(1));
    }

    // The live display owns the terminal, so that nothing goes to the tests' own.
    private void Log(LogFormat? format, Action<RunLog> write)
    {
        using var log = new RunLog(_folder.Path, LogEventLevel.Information, isLive: true, format);
        write(log);
    }

    private string[] Lines() => File.ReadAllLines(_folder.File(RunLog.FileName));

    private JsonElement[] Events() => [.. Lines().Select(line => JsonDocument.Parse(line).RootElement)];

    private static string? Text(JsonElement entry, string name) => entry.GetProperty(name).GetString();
}
