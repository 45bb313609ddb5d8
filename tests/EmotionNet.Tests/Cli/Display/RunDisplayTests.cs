using EmotionNet.Cli.Display;
using EmotionNet.Tests.Reporting;
using EmotionNet.Training;
using Spectre.Console.Testing;

namespace EmotionNet.Tests.Cli.Display;

public sealed class RunDisplayTests : IDisposable
{
    private readonly TestConsole _console = new TestConsole().Size(new Spectre.Console.Size(110, 40)).SupportsUnicode(true);
    private readonly List<string> _frames = [];
    private int _drawn;

    public void Dispose() => _console.Dispose();

    [Fact]
    public void Before_the_first_step_it_says_what_it_waits_for()
    {
        Watch(display => display.OnRunStarted(MadeUpRun.Plan()));

        Assert.Contains("Building the network ...", _frames[0], StringComparison.Ordinal);
        Assert.Contains("Epoch 1/3 ────────────────────────────── 0 %  first steps ...", _frames[1], StringComparison.Ordinal);
    }

    [Fact]
    public void The_bar_shows_the_epoch_its_speed_and_the_time_left()
    {
        Watch(
            display => display.OnRunStarted(MadeUpRun.Plan()),
            display => display.OnStep(Step(epoch: 1, step: 3)));

        // 3 of 6 steps of 128 faces at 64 faces/s are left in the epoch, 15 of 18 in the run.
        Assert.Contains("Epoch 1/3 ━━━━━━━━━━━━━━━─────────────── 50 %  64 faces/s, loss 1.500, 0:06 left, run 0:30", _frames[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_finished_epoch_becomes_a_row_and_its_validation_counts_in_the_time_left()
    {
        Watch(
            display => display.OnRunStarted(MadeUpRun.Plan()),
            display => display.OnEpochCompleted(MadeUpRun.Epoch(1)),
            display => display.OnStep(Step(epoch: 2, step: 3)));

        Assert.Equal(["1       2.000      20.0 %      1.500    50.0 %    0.500       raw   1.0e-3        70   0:11   best"], Rows(_frames[^1]));
        Assert.Contains("Epoch 2/3 ━━━━━━━━━━━━━━━─────────────── 50 %  64 faces/s, loss 1.500, 0:06 left, run 0:20", _frames[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_best_epoch_is_marked()
    {
        Watch(
            display => display.OnRunStarted(MadeUpRun.Plan()),
            display => display.OnEpochCompleted(MadeUpRun.Epoch(1)),
            display => display.OnEpochCompleted(MadeUpRun.Epoch(2)),
            display => display.OnEpochCompleted(MadeUpRun.Epoch(3) with { IsBest = false }));

        Assert.Equal(["2"], Rows(_frames[^1]).Where(row => row.EndsWith("best", StringComparison.Ordinal)).Select(row => row[..1]));
        Assert.Equal(["1", "2", "3"], Rows(_frames[^1]).Select(row => row[..1]));
    }

    [Fact]
    public void The_epochs_before_a_resumption_are_there_at_once()
    {
        Watch(display => display.OnRunStarted(MadeUpRun.Plan(startEpoch: 3)));

        Assert.Equal(["1", "2"], Rows(_frames[^1]).Select(row => row[..1]));
        Assert.Contains("Epoch 3/3 ", _frames[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_notice_stays_under_the_bar()
    {
        Watch(
            display => display.OnRunStarted(MadeUpRun.Plan()),
            display => display.Notice("Stopping [now]."),
            display => display.OnStep(Step(epoch: 1, step: 3)));

        Assert.EndsWith("Stopping [now].", _frames[^1].TrimEnd(), StringComparison.Ordinal);
        Assert.Contains("Epoch 1/3 ", _frames[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void The_end_of_training_is_announced_and_the_whole_table_stays()
    {
        Watch(
            display => display.OnRunStarted(MadeUpRun.Plan()),
            display => display.OnEpochCompleted(MadeUpRun.Epoch(1)),
            display => display.OnTrainingCompleted());

        Assert.Contains("Scoring the best weights ...", _frames[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("Epoch ", _frames[^1], StringComparison.Ordinal);
        Assert.Equal(["1"], Rows(LastTable()).Select(row => row[..1]));
    }

    [Fact]
    public void A_small_terminal_shows_the_last_epochs_and_the_bar()
    {
        _console.Height(14);

        Watch(
            display => display.OnRunStarted(MadeUpRun.Plan()),
            display =>
            {
                for (var epoch = 1; epoch <= 9; epoch++)
                {
                    display.OnEpochCompleted(MadeUpRun.Epoch(epoch));
                }
            },
            display => display.OnStep(Step(epoch: 3, step: 3)));

        Assert.Equal(["6", "7", "8", "9"], Rows(_frames[^1]).Select(row => row[..1]));
        Assert.Contains("Epoch 3/3 ", _frames[^1], StringComparison.Ordinal);
        Assert.True(_frames[^1].TrimEnd().Split('\n').Length <= 14);
        Assert.Equal(9, Rows(LastTable()).Count());
    }

    [Theory]
    [InlineData(80, "Epoch 2/3 ━━━━━───── 50 %  64 faces/s, loss 1.500, 0:06 left, run 0:20", "epoch loss train acc val loss val acc val F1 time")]
    [InlineData(40, "Epoch 2/3  50 %  64 faces/s, loss 1.500,", "epoch val acc time")]
    public void In_a_narrow_terminal_no_line_wraps(int width, string bar, string headings)
    {
        _console.Width(width);

        Watch(
            display => display.OnRunStarted(MadeUpRun.Plan()),
            display => display.OnEpochCompleted(MadeUpRun.Epoch(1)),
            display => display.OnStep(Step(epoch: 2, step: 3)));

        var lines = _frames[^1].Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0).ToList();
        Assert.Equal(4, lines.Count); // the headings, the line under them, a row, the bar
        Assert.Equal(headings, string.Join(' ', lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal(bar, lines[^1]);
    }

    [Fact]
    public void Without_Unicode_it_is_drawn_in_ASCII()
    {
        _console.SupportsUnicode(false);

        Watch(
            display => display.OnRunStarted(MadeUpRun.Plan()),
            display => display.OnEpochCompleted(MadeUpRun.Epoch(1)),
            display => display.OnStep(Step(epoch: 2, step: 3)));

        Assert.Contains("Epoch 2/3 ===============--------------- 50 %  64 faces/s", _frames[^1], StringComparison.Ordinal);
        Assert.True(_console.Output.All(char.IsAscii), _console.Output);
    }

    [Fact]
    public void A_failure_leaves_the_epochs_on_the_screen()
    {
        Assert.Throws<InvalidOperationException>(() => Watch(
            display => display.OnRunStarted(MadeUpRun.Plan()),
            display => display.OnEpochCompleted(MadeUpRun.Epoch(1)),
            _ => throw new InvalidOperationException()));

        Assert.Equal(["1"], Rows(LastTable()).Select(row => row[..1]));
    }

    private static StepProgress Step(int epoch, int step) => new(epoch, step, 6, (6 * (epoch - 1)) + step, 18, 1.5, 0.001, 64);

    // Rows of epochs, trimmed; they start with the epoch's number.
    private static IEnumerable<string> Rows(string text) =>
        text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && char.IsAsciiDigit(line[0]));

    // Collects what each step draws, the first frame first.
    private void Watch(params Action<RunDisplay>[] steps)
    {
        var display = new RunDisplay(_console);
        display.Show(() =>
        {
            _frames.Add(Rest());
            foreach (var step in steps)
            {
                step(display);
                _frames.Add(Rest());
            }

            return true;
        });
    }

    // What stays on the screen; the last frame is drawn once more before it, and cleared in a terminal.
    private string LastTable() => Rest().Split("train acc")[^1];

    // What was drawn since the last call.
    private string Rest()
    {
        var text = _console.Output[_drawn..];
        _drawn = _console.Output.Length;
        return text;
    }
}
