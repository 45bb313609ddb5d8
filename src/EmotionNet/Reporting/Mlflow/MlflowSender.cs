using System.Threading.Channels;
using EmotionNet.Checkpoints;
using EmotionNet.Training;

namespace EmotionNet.Reporting.Mlflow;

/// <summary>
/// Sends to the server from a thread of its own. A server that does not answer is asked again, less and less often, while the newest numbers wait in a
/// queue of limited length; one that refuses is left alone. Nothing of it reaches the training but one sentence.
/// </summary>
internal sealed class MlflowSender : IDisposable
{
    // 5,000 readings of the loss, or the numbers of 500 epochs: 1 MB.
    private const int MaximumWaiting = 15_000;

    private static readonly TimeSpan UploadLimit = TimeSpan.FromSeconds(3);

    private readonly Channel<MlflowMetric> _waiting = Channel.CreateBounded<MlflowMetric>(
        new BoundedChannelOptions(MaximumWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private readonly TaskCompletionSource<MlflowStatus> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _abort = new();
    private readonly RunPlan _plan;
    private readonly string? _earlierDirectory;
    private readonly (TimeSpan Shortest, TimeSpan Longest) _pause;
    private readonly Task _work;
    private List<MlflowMetric> _taken = [];
    private string? _warning;
    private bool _hasWarned;

    /// <summary>Begins to send.</summary>
    /// <param name="plan">The run, its finished epochs included.</param>
    /// <param name="earlierDirectory">Where the run that is continued was; null for a new one.</param>
    /// <param name="pause">The shortest and the longest time between two tries; null is a second and a minute.</param>
    public MlflowSender(RunPlan plan, string? earlierDirectory, (TimeSpan Shortest, TimeSpan Longest)? pause = null)
    {
        _plan = plan;
        _earlierDirectory = earlierDirectory;
        _pause = pause ?? (TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        _work = Task.Run(Work);
    }

    /// <summary>Lets a number wait for its turn; of too many, the oldest is dropped.</summary>
    public void Add(MlflowMetric metric) => _waiting.Writer.TryWrite(metric);

    /// <summary>What the user should know, once.</summary>
    public string? TakeWarning() => Interlocked.Exchange(ref _warning, null);

    /// <summary>Sends what waits, uploads the files and says how the run ended, as far as that is done in time.</summary>
    /// <param name="status">How it ended.</param>
    /// <param name="limit">The time to wait at most.</param>
    public void End(MlflowStatus status, TimeSpan limit)
    {
        _end.TrySetResult(status);
        _abort.CancelAfter(limit);
        _work.Wait(limit + TimeSpan.FromMilliseconds(200));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _end.TrySetResult(MlflowStatus.Failed);
        _abort.Cancel();
    }

    private async Task Work()
    {
        try
        {
            using var server = new MlflowServer(_plan.Options.Mlflow!);
            var run = new MlflowRun(server, _plan, _earlierDirectory);
            try
            {
                await Send(run).ConfigureAwait(false);
            }
            catch (MlflowRefusal problem)
            {
                Warn($"{problem.Message.TrimEnd('.')}; the run goes on, and nothing more is sent");
                await run.Close(await _end.Task.ConfigureAwait(false), _abort.Token).ConfigureAwait(false); // or the server has it as running for ever
            }
        }
        catch (OperationCanceledException) when (_abort.IsCancellationRequested)
        {
            Warn("not everything could be sent in the seconds after the run");
        }
        catch (Exception problem) // of any kind: hours of training are worth more
        {
            Warn($"{problem.Message.TrimEnd('.')}; the run goes on, and nothing more is sent");
        }
    }

    private async Task Send(MlflowRun run)
    {
        var pause = _pause.Shortest;
        while (true)
        {
            var isLast = _end.Task.IsCompleted; // before the queue is read, which nobody fills then
            try
            {
                if (await run.Open(_abort.Token).ConfigureAwait(false) is >= 0 and var lastEpoch)
                {
                    _taken.AddRange(_plan.FinishedEpochs.Where(epoch => epoch.Epoch > lastEpoch).SelectMany(MetricsOf));
                }

                await SendWaiting(run).ConfigureAwait(false);
                if (isLast)
                {
                    await Finish(run, await _end.Task.ConfigureAwait(false)).ConfigureAwait(false);
                    return;
                }

                pause = _pause.Shortest;
            }
            catch (Exception problem) when (problem is HttpRequestException || (problem is OperationCanceledException && !_abort.IsCancellationRequested))
            {
                var what = problem is HttpRequestException ? problem.Message : "it does not answer";
                Warn($"{what}; the run goes on, and what the server misses is sent once it answers");
                if (isLast)
                {
                    return;
                }

                pause = TimeSpan.FromTicks(Math.Min(2 * pause.Ticks, _pause.Longest.Ticks));
            }

            await Task.WhenAny(_end.Task, Task.Delay(pause, _abort.Token)).ConfigureAwait(false);
        }
    }

    /// <summary>The numbers of an epoch.</summary>
    public static IEnumerable<MlflowMetric> MetricsOf(EpochStatistics epoch)
    {
        var metrics = EpochMetrics.Of(epoch).ToList();
        return metrics.Select((metric, index) =>
            MlflowMetric.Now(metric.Name, metric.Value, epoch.Epoch, finishedEpoch: index == metrics.Count - 1 ? epoch.Epoch : 0));
    }

    // Numbers stay taken until the server has them.
    private async Task SendWaiting(MlflowRun run)
    {
        do
        {
            while (_taken.Count < 1_000 && _waiting.Reader.TryRead(out var metric))
            {
                _taken.Add(metric);
            }

            if (_taken.Count > 0)
            {
                await run.Send(_taken, _abort.Token).ConfigureAwait(false);
                _taken = [];
            }
        }
        while (_waiting.Reader.TryPeek(out _));
    }

    private async Task Finish(MlflowRun run, MlflowStatus status)
    {
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(_abort.Token);
            limit.CancelAfter(UploadLimit);
            await run.Upload(limit.Token).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is HttpRequestException or MlflowRefusal or OperationCanceledException && !_abort.IsCancellationRequested)
        {
            Warn($"the files of the run are not there: {(problem is OperationCanceledException ? "they were not taken in time" : problem.Message)}");
        }

        await run.Close(status, _abort.Token).ConfigureAwait(false);
    }

    private void Warn(string problem)
    {
        if (!_hasWarned)
        {
            _hasWarned = true;
            _warning = $"MLflow at {_plan.Options.Mlflow}: {problem.TrimEnd('.')}.";
        }
    }
}
