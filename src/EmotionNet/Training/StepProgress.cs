namespace EmotionNet.Training;

/// <summary>Where a run is; sent every few steps, when the loss is read back.</summary>
/// <param name="Epoch">The epoch, counted from 1.</param>
/// <param name="Step">Steps done in the epoch.</param>
/// <param name="StepsPerEpoch">Steps in an epoch.</param>
/// <param name="Updates">Steps done in all.</param>
/// <param name="TotalUpdates">Steps of the whole run; with a budget of minutes, as many as they are now expected to hold.</param>
/// <param name="Loss">Mean loss of the epoch so far.</param>
/// <param name="LearningRate">The rate of the last update.</param>
/// <param name="FacesPerSecond">Training speed of the epoch so far.</param>
public readonly record struct StepProgress(
    int Epoch,
    int Step,
    int StepsPerEpoch,
    long Updates,
    long TotalUpdates,
    double Loss,
    double LearningRate,
    double FacesPerSecond)
{
    /// <summary>Epochs of the whole run, the last of which may be cut short.</summary>
    public int TotalEpochs => (int)((TotalUpdates + StepsPerEpoch - 1) / StepsPerEpoch);

    /// <summary>Steps of this epoch: fewer in the last, where the run ends within it.</summary>
    public int StepsOfEpoch => (int)Math.Min(StepsPerEpoch, Step + TotalUpdates - Updates);
}
