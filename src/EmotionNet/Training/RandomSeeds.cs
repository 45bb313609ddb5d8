namespace EmotionNet.Training;

/// <summary>
/// A seed for each random decision of a run from its place in the run. Nothing random has a state to save:
/// a resumed run draws what the uninterrupted one would have drawn.
/// </summary>
/// <param name="seed">The run's seed.</param>
internal sealed class RandomSeeds(int seed)
{
    /// <summary>The seed of the initial weights.</summary>
    public long Weights => Mix(seed, 0, -1);

    /// <summary>The seed of an epoch's order of faces.</summary>
    public long Order(int epoch) => Mix(seed, epoch, -1);

    /// <summary>The seed of a step's augmentation, dropout and mixing.</summary>
    public long Step(int epoch, int step) => Mix(seed, epoch, step);

    // SplitMix64 (Steele et al. 2014): neighbouring inputs give unrelated outputs.
    private static long Mix(long seed, long epoch, long step)
    {
        var state = unchecked(((ulong)seed * 0x9E3779B97F4A7C15) + ((ulong)epoch * 0xD1B54A32D192ED03) + ((ulong)step * 0x8CB92BA72F3D8DD7));
        state = unchecked((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9);
        state = unchecked((state ^ (state >> 27)) * 0x94D049BB133111EB);
        return (long)((state ^ (state >> 31)) >> 1);
    }
}
