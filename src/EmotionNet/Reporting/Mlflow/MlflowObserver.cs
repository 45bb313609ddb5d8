using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Training;

namespace EmotionNet.Reporting.Mlflow;

/// <summary>
/// Reports a run to an MLflow tracking server: settings, losses of the steps, scores of the epochs, the result and the files. The training never waits for
/// the server, but for a few seconds at its end.
/// </summary>
/// <param name="notice">Called on the training thread, at most once, when the server cannot be reported to.</param>
/// <param name="earlierDirectory">Where the run that is continued was; null for a new one.</param>
/// <param name="pause">As for <see cref="MlflowSender"/>.</param>
/// <param name="endLimit">How long the end of the run may take; null is five seconds.</param>
internal sealed class MlflowObserver(
    Action<string> notice, string? earlierDirectory = null, (TimeSpan Shortest, TimeSpan Longest)? pause = null, TimeSpan? endLimit = null)
    : ITrainingObserver, IDisposable
{
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(5);

    private MlflowSender? _sender;
    private bool _isEnded;

    /// <summary>That of a run; null where its settings name no server.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="checkpoint">The checkpoint that is continued; null in a new run.</param>
    /// <param name="notice">As for the constructor.</param>
    public static MlflowObserver? Of(TrainingOptions options, string? checkpoint, Action<string> notice) =>
        options.Mlflow is null ? null : new MlflowObserver(notice, checkpoint is null ? null : RunDirectory.HomeOf(checkpoint));

    /// <inheritdoc/>
    public void OnRunStarted(RunPlan plan) => _sender = new MlflowSender(plan, earlierDirectory, pause);

    /// <inheritdoc/>
    public void OnStep(StepProgress progress)
    {
        Add("step/loss", progress.Loss, progress.Updates);
        Add("step/learning_rate", progress.LearningRate, progress.Updates);
        Add("step/faces_per_second", progress.FacesPerSecond, progress.Updates);
        PassOnWarning();
    }

    /// <inheritdoc/>
    public void OnEpochCompleted(EpochStatistics epoch)
    {
        foreach (var metric in MlflowSender.MetricsOf(epoch))
        {
            _sender?.Add(metric);
        }

        PassOnWarning();
    }

    /// <inheritdoc/>
    public void OnRunCompleted(RunSummary summary)
    {
        var epoch = summary.Best.Epoch;
        Add("best/epoch", epoch, epoch);
        var results = new[]
        {
            ("best", summary.Best.Validation),
            ("validation_tta", summary.ValidationWithTta),
            ("validation_without_duplicates", summary.ValidationWithoutDuplicates),
            ("test", summary.Test),
            ("test_tta", summary.TestWithTta),
        };
        foreach (var (name, value) in results.Where(result => result.Item2 is not null).SelectMany(result => EpochMetrics.Of(result.Item1, result.Item2!)))
        {
            Add(name, value, epoch);
        }
    }

    /// <summary>Sends the rest, and says how the run ended.</summary>
    public void End(MlflowStatus status)
    {
        _isEnded = true;
        _sender?.End(status, endLimit ?? EndLimit);
        PassOnWarning();
    }

    /// <summary>Says that the run failed, where nothing else was said.</summary>
    public void Dispose()
    {
        if (!_isEnded)
        {
            End(MlflowStatus.Failed);
        }

        _sender?.Dispose();
    }

    private void Add(string name, double value, long step) => _sender?.Add(MlflowMetric.Now(name, value, step));

    private void PassOnWarning()
    {
        if (_sender?.TakeWarning() is { } warning)
        {
            notice(warning);
        }
    }
}
