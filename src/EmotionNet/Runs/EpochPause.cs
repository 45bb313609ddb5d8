using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Training;

namespace EmotionNet.Runs;

/// <summary>Stops a run, as a signal would, when an epoch is done: its state is saved, and the final scoring left to whoever continues it.</summary>
internal sealed class EpochPause : ITrainingObserver, IDisposable
{
    private readonly int? _after;
    private readonly CancellationTokenSource _source;

    /// <summary>Watches a run.</summary>
    /// <param name="after">The epoch, counted from 1; null never pauses.</param>
    /// <param name="stop">Stops it as well.</param>
    public EpochPause(int? after, CancellationToken stop) => (_after, _source) = (after, CancellationTokenSource.CreateLinkedTokenSource(stop));

    /// <summary>Refuses an epoch that a run does not come to. With a budget of time, nobody knows the last one beforehand.</summary>
    /// <exception cref="UserInputException">It is after the last one.</exception>
    public static void Check(int? after, TrainingOptions options)
    {
        if (after > options.Epochs && options.BudgetMinutes == 0)
        {
            throw new UserInputException(
                $"`pause-after` {after} is after the last epoch, {options.Epochs}", "give an epoch of the run, or leave it out to train to the end");
        }
    }

    /// <summary>The last epoch that was done when the run was asked to stop; null where it was not.</summary>
    public int? Epoch { get; private set; }

    /// <summary>Asks the run to save and stop.</summary>
    public CancellationToken Token => _source.Token;

    /// <inheritdoc/>
    public void OnRunStarted(RunPlan plan) => PauseAt(plan.FinishedEpochs.Count);

    /// <inheritdoc/>
    public void OnEpochCompleted(EpochStatistics epoch) => PauseAt(epoch.Epoch);

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    private void PauseAt(int epochs)
    {
        if (epochs >= _after)
        {
            Epoch = epochs;
            _source.Cancel();
        }
    }
}
