using EmotionNet.Checkpoints;
using EmotionNet.Training;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace EmotionNet.Cli.Display;

/// <summary>Redraws the epochs' table and the bar of the epoch in a terminal. While it runs, nothing else writes there.</summary>
internal sealed class RunDisplay(IAnsiConsole console) : ITrainingObserver
{
    private const int BarWidth = 30;
    private const int WordsWidth = 70; // beside the bar, of a long run with a fast network
    private const int LinesAroundTable = 10;

    private readonly Lock _drawing = new();
    private readonly List<EpochStatistics> _epochs = [];
    private LiveDisplayContext? _context;
    private RunPlan? _plan;
    private EtaEstimate? _eta;
    private StepProgress _progress;
    private string _notice = "";
    private string? _wait = "Building the network ..."; // for what there is no bar

    /// <summary>Shows the display while <paramref name="work"/> runs, then leaves the whole table on the screen.</summary>
    public T Show<T>(Func<T> work)
    {
        var result = default(T)!;
        try
        {
            console.Live(Draw()).AutoClear(true).Overflow(VerticalOverflow.Crop).Cropping(VerticalOverflowCropping.Top).Start(context =>
            {
                _context = context;
                Redraw(); // Spectre draws nothing by itself before the first change
                result = work();
            });
        }
        finally
        {
            _context = null;
            if (_epochs.Count > 0)
            {
                console.Write(EpochTable(_epochs));
            }
        }

        return result;
    }

    /// <summary>Puts a sentence under the bar.</summary>
    public void Notice(string text)
    {
        _notice = text;
        Redraw();
    }

    /// <inheritdoc/>
    public void OnRunStarted(RunPlan plan)
    {
        lock (_drawing)
        {
            _epochs.AddRange(plan.FinishedEpochs);
        }

        _plan = plan;
        _wait = null;
        _eta = new EtaEstimate(plan);
        _progress = new StepProgress(plan.StartEpoch, 0, plan.StepsPerEpoch, 0, plan.TotalUpdates, double.NaN, double.NaN, 0);
        Redraw();
    }

    /// <inheritdoc/>
    public void OnStep(StepProgress progress)
    {
        _progress = progress;
        Redraw();
    }

    /// <inheritdoc/>
    public void OnEpochCompleted(EpochStatistics epoch)
    {
        lock (_drawing)
        {
            _epochs.Add(epoch);
        }

        _eta!.Learn(epoch);
        _progress = _progress with { Epoch = Math.Min(epoch.Epoch + 1, _progress.TotalEpochs), Step = 0, Loss = double.NaN };
        Redraw();
    }

    /// <inheritdoc/>
    public void OnTrainingCompleted()
    {
        _wait = "Scoring the best weights ...";
        Redraw();
    }

    private void Redraw()
    {
        lock (_drawing)
        {
            _context?.UpdateTarget(Draw());
        }
    }

    private Rows Draw()
    {
        var fitting = Math.Max(3, console.Profile.Height - LinesAroundTable);
        var parts = new List<IRenderable>();
        if (_epochs.Count > 0)
        {
            parts.Add(EpochTable(_epochs.TakeLast(fitting).ToList()));
        }

        parts.Add(_wait is null ? Bar() : new Text(_wait));

        if (_notice.Length > 0)
        {
            parts.Add(new Markup($"[yellow]{Markup.Escape(_notice)}[/]"));
        }

        return new Rows(parts);
    }

    private Table EpochTable(IReadOnlyList<EpochStatistics> shown)
    {
        var best = _epochs.LastOrDefault(epoch => epoch.IsBest)?.Epoch ?? 0;
        // A row that wraps is not read, and what the table lacks is in the log.
        var table = Tables.Epochs(shown, best).Narrowed(
            console.Profile.Width, "rate", "weights", "faces/s", "val loss", "val F1", "train acc", "loss");
        return table.ToSpectre(shown.ToList().FindIndex(epoch => epoch.Epoch == best));
    }

    private Markup Bar()
    {
        var fraction = (double)_progress.Step / Math.Max(1, _progress.StepsOfEpoch);
        var width = Math.Clamp(console.Profile.Width - WordsWidth, 0, BarWidth); // the same for all words: it must not jump
        var filled = (int)(fraction * width);
        var isUnknown = _plan!.Options.BudgetMinutes > 0 && double.IsNaN(_progress.Loss) && _progress.Epoch == 1; // until the first steps were timed
        var (done, open) = console.Profile.Capabilities.Unicode ? ('━', '─') : ('=', '-');
        var bar = $"[green]{new string(done, filled)}[/][grey]{new string(open, width - filled)}[/]";
        var end = _progress.Step == 0
            ? "first steps ..."
            : _progress.Step == _progress.StepsOfEpoch
                ? $"{_progress.FacesPerSecond:0} faces/s, loss {Tables.Short(_progress.Loss)}, validating ..."
                : $"{_progress.FacesPerSecond:0} faces/s, loss {Tables.Short(_progress.Loss)}, "
                    + $"{Tables.Time(_eta!.EpochSecondsLeft(_progress))} left, run {Tables.Time(_eta.RunSecondsLeft(_progress))}";
        var epoch = $"Epoch {_progress.Epoch}{(isUnknown ? "" : $"/{_progress.TotalEpochs}")}";
        var room = console.Profile.Width - epoch.Length - width - 2;
        var words = $"{fraction * 100:0} %  {end}";
        return new Markup($"{epoch} {bar} {(words.Length > room ? words[..Math.Max(0, room)] : words)}");
    }
}
