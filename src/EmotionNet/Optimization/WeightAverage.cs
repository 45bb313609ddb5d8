namespace EmotionNet.Optimization;

/// <summary>
/// An exponential moving average of the weights (Polyak and Juditsky 1992), running statistics included. The decay rises with the updates
/// done, so that the random start is soon forgotten.
/// </summary>
/// <param name="averaged">Receives the average; owned by this object.</param>
/// <param name="decay">The decay of each update, 0 ≤ decay &lt; 1, once the run is long enough for it.</param>
internal sealed class WeightAverage(FlatParameters averaged, double decay) : IDisposable
{
    /// <summary>The averaged weights.</summary>
    public FlatParameters Weights => averaged;

    /// <summary>Moves the average towards the weights.</summary>
    /// <param name="weights">The weights after an update.</param>
    /// <param name="updates">Updates done before it.</param>
    public void Update(FlatParameters weights, long updates) =>
        averaged.MoveTowards(weights, 1 - Math.Min(decay, (1.0 + updates) / (10.0 + updates)));

    /// <inheritdoc/>
    public void Dispose() => averaged.Dispose();
}
