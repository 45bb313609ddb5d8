namespace EmotionNet.Optimization;

/// <summary>
/// The learning rate of each update by the one-cycle policy (Smith and Topin 2019), as PyTorch's <c>OneCycleLR</c> with cosine
/// annealing computes it. A pure function of the update's number, so that resuming needs no state.
/// </summary>
/// <param name="InitialRate">The rate of the first update.</param>
/// <param name="MaximumRate">The rate at the peak.</param>
/// <param name="TotalUpdates">Updates of the whole run.</param>
/// <param name="WarmUpFraction">The fraction of the run before the peak.</param>
/// <param name="FinalDivisor">How many times smaller than the initial rate the last one is.</param>
internal sealed record OneCycleSchedule(double InitialRate, double MaximumRate, long TotalUpdates, double WarmUpFraction = 0.3, double FinalDivisor = 1e4)
{
    /// <summary>The rate of an update.</summary>
    /// <param name="update">Counted from 0, below <see cref="TotalUpdates"/>.</param>
    public double RateAt(long update)
    {
        var peak = Math.Max((WarmUpFraction * TotalUpdates) - 1, 0);
        return update < peak
            ? Anneal(InitialRate, MaximumRate, update / peak)
            : Anneal(MaximumRate, InitialRate / FinalDivisor, (update - peak) / Math.Max(TotalUpdates - 1 - peak, 1));
    }

    private static double Anneal(double from, double to, double fraction) => to + ((from - to) / 2 * (1 + Math.Cos(Math.PI * fraction)));
}
