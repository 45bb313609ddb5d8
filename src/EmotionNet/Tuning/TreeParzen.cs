using EmotionNet.Sweeps;

namespace EmotionNet.Tuning;

/// <summary>
/// Where to look next. TPE models the better trials and the others by two densities, draws from the first, and takes the draw where the first is largest
/// against the second, each option by itself (Bergstra et al. 2011). The trials are those of the highest rung that has enough of them, as in BOHB
/// (Falkner et al. 2018): higher rungs say more of the full length.
/// </summary>
internal static class TreeParzen
{
    private const double GoodShare = 0.15; // Bergstra's γ
    private const int Draws = 24;

    /// <summary>The fewest trials of a rung to model, one more than there are options.</summary>
    public static int Enough(SearchSpace space) => space.Dimensions.Count + 1;

    /// <summary>The next point. It follows from the arguments alone.</summary>
    /// <param name="space">The searched options.</param>
    /// <param name="rungs">The number of rungs.</param>
    /// <param name="trials">The trials so far.</param>
    /// <param name="kind">By TPE, where there are enough trials, or evenly.</param>
    /// <param name="seed">Of the search.</param>
    public static IReadOnlyList<double> Propose(SearchSpace space, int rungs, IReadOnlyCollection<Trial> trials, ProposalKind kind, int seed)
    {
        var ranked = kind == ProposalKind.Random ? [] : HighestRanking(rungs, trials, Enough(space));
        var good = (int)Math.Ceiling(GoodShare * ranked.Count);
        return [.. space.Dimensions.Select((dimension, column) =>
        {
            var name = dimension.Entry.Name;
            if (good == 0)
            {
                return Distributions.Uniform(seed, trials.Count, name);
            }

            double[] coordinates = [.. ranked.Select(trial => trial.Point[column])];
            var better = new ParzenEstimator(coordinates[..good], dimension.Choices);
            var others = new ParzenEstimator(coordinates[good..], dimension.Choices);
            return Enumerable.Range(0, Draws)
                .Select(draw => better.Draw(Distributions.Uniform(seed, trials.Count, $"{name}/{draw}")))
                .MaxBy(coordinate => better.DensityAt(coordinate) / others.DensityAt(coordinate));
        })];
    }

    private static IReadOnlyList<Trial> HighestRanking(int rungs, IReadOnlyCollection<Trial> trials, int enough) =>
        Enumerable.Range(0, rungs).Reverse().Select(rung => RungLadder.RankAt(rung, trials)).FirstOrDefault(ranked => ranked.Count >= enough) ?? [];
}
