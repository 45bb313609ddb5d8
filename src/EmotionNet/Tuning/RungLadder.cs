namespace EmotionNet.Tuning;

/// <summary>
/// The rungs of a search: epochs after which trials are compared, of a schedule that always has the full length. Of the trials that have reached a rung,
/// the best <c>1 / reduction</c> go on to the next (asynchronous successive halving, Li et al. 2020, algorithm 2).
/// </summary>
/// <param name="Reduction">How many trials of a rung there are for each that goes on: η.</param>
/// <param name="Epochs">The epochs of each rung, ascending; the last is the full length.</param>
internal sealed record RungLadder(int Reduction, IReadOnlyList<int> Epochs)
{
    /// <summary>The rungs from the full length down, each a reduction shorter.</summary>
    /// <param name="fullLength">Epochs of a whole run.</param>
    /// <param name="shortest">The fewest epochs that say something.</param>
    /// <param name="reduction">At least 2.</param>
    public static RungLadder Down(int fullLength, int shortest, int reduction)
    {
        List<int> epochs = [fullLength];
        for (var length = (double)fullLength / reduction; Math.Round(length) >= shortest && Math.Round(length) < epochs[0]; length /= reduction)
        {
            epochs.Insert(0, (int)Math.Round(length));
        }

        return new RungLadder(reduction, epochs);
    }

    /// <summary>Whether a trial has the full length.</summary>
    public bool IsAtTop(Trial trial) => trial.Results.Count == Epochs.Count;

    /// <summary>The trials that have reached a rung, or failed on the way to it, the best first; those that failed are the worst.</summary>
    public static IReadOnlyList<Trial> RankAt(int rung, IEnumerable<Trial> trials) =>
    [
        .. trials.Where(trial => trial.Results.Count > rung || (trial.Results.Count == rung && trial.Failure is not null))
            .OrderByDescending(trial => trial.Results.Count > rung ? trial.Results[rung] : null)
            .ThenBy(trial => trial.Name, StringComparer.Ordinal),
    ];

    /// <summary>The best trial to go on, from the highest rung that has one; null where none is to.</summary>
    public Trial? FindPromotable(IReadOnlyCollection<Trial> trials)
    {
        for (var rung = Epochs.Count - 2; rung >= 0; rung--)
        {
            var ranked = RankAt(rung, trials);
            if (ranked.Take(ranked.Count / Reduction).FirstOrDefault(trial => trial.IsWaiting && trial.Results.Count == rung + 1) is { } best)
            {
                return best;
            }
        }

        return null;
    }

    /// <summary>The best trial of the highest rung that any has reached without failing later; null before the first result.</summary>
    public static Trial? FindLeader(IEnumerable<Trial> trials)
    {
        var healthy = trials.Where(trial => trial.Failure is null).ToList();
        var reached = healthy.Select(trial => trial.Results.Count).DefaultIfEmpty(0).Max();
        return reached == 0 ? null : RankAt(reached - 1, healthy)[0];
    }
}
