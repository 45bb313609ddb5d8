using System.Globalization;

namespace EmotionNet.Tuning;

/// <summary>
/// A search: what to run next, by asynchronous successive halving over the results so far. The first trial is what the search starts from.
/// Called on one thread; <see cref="Trials"/> may be read on any.
/// </summary>
/// <param name="definition">What is searched.</param>
/// <param name="trials">The trials so far, in order.</param>
/// <param name="maximumTrials">No new ones are begun after so many.</param>
/// <param name="changed">Called when a trial has changed, before anything follows from it.</param>
internal sealed class Search(SearchDefinition definition, IReadOnlyList<Trial> trials, int maximumTrials, Action<Search> changed)
{
    // A process that the kernel killed for lack of memory is killed again.
    private const int MaximumKills = 2;

    // So many trials without a single result: something else than the settings is wrong.
    private const int MaximumFailures = 3;

    // The start of a process, and a speed that is not even.
    private const double Margin = 1.25;

    private readonly HashSet<string> _running = new(StringComparer.Ordinal);

    /// <summary>What is searched.</summary>
    public SearchDefinition Definition => definition;

    /// <summary>The trials so far, in order.</summary>
    public IReadOnlyList<Trial> Trials { get; private set; } = WithSecondChance(trials);

    /// <summary>The best trial so far.</summary>
    public Trial? Leader => RungLadder.FindLeader(Trials);

    /// <summary>Whether all trials have failed, and enough of them to give up.</summary>
    public bool IsHopeless => Trials.Count >= MaximumFailures && Trials.All(trial => trial is { Results.Count: 0, Failure: not null });

    /// <summary>Seconds on the clock of a run for each epoch, of the trials so far; null before the first result.</summary>
    public double? SecondsPerEpoch
    {
        get
        {
            var last = Trials.Where(trial => trial.Results.Count > 0).Select(trial => trial.Results[^1]).ToList();
            return last.Count == 0 ? null : last.Sum(result => result.Seconds) / last.Sum(result => result.Epochs);
        }
    }

    /// <summary>The trial to run to its next rung; null where there is none, or none before another has ended.</summary>
    /// <param name="secondsLeft">Of the budget.</param>
    public Trial? Next(double secondsLeft)
    {
        var next = Trials.FirstOrDefault(trial => trial.IsOpen && !_running.Contains(trial.Name)) ?? (IsHopeless ? null : Choose(secondsLeft));
        if (next is null)
        {
            return null;
        }

        _running.Add(next.Name);
        return next.IsOpen ? next : Change(next with { IsOpen = true });
    }

    /// <summary>A trial has come to its next rung.</summary>
    public void Reach(Trial trial, RungResult result) => End(trial with { Results = [.. trial.Results, result], IsOpen = false, Kills = 0 });

    /// <summary>A trial has failed, and is the worst of its next rung.</summary>
    public void Fail(Trial trial, string failure) => End(trial with { Failure = failure, IsOpen = false });

    /// <summary>The process of a trial has stopped on the way, with its state saved; it is run again.</summary>
    public void Interrupt(Trial trial) => End(trial);

    /// <summary>The process of a trial was killed on the way; the first time it is run again.</summary>
    public void Kill(Trial trial)
    {
        if (trial.Kills + 1 < MaximumKills)
        {
            End(trial with { Kills = trial.Kills + 1 });
        }
        else
        {
            Fail(trial, string.Create(CultureInfo.InvariantCulture, $"Its process was killed {MaximumKills} times."));
        }
    }

    private static IReadOnlyList<Trial> WithSecondChance(IReadOnlyList<Trial> trials) =>
        trials.All(trial => trial is { Results.Count: 0, Failure: not null })
            ? [.. trials.Select(trial => trial with { Failure = null, IsOpen = true, Kills = 0 })] // the data may be there now
            : trials;

    private Trial? Choose(double secondsLeft)
    {
        var leader = Leader;
        var mayGoOn = leader is { IsWaiting: true } && !definition.Ladder.IsAtTop(leader) ? leader : null;
        var promotable = definition.Ladder.FindPromotable(Trials);
        if (mayGoOn is not null && Trials.Count >= definition.Ladder.Reduction && IsLastChance(mayGoOn, promotable, secondsLeft))
        {
            return mayGoOn;
        }

        return promotable
            ?? (Trials.Count < maximumTrials ? Begin() : null)
            ?? (Trials.Any(trial => trial.IsOpen) ? null : mayGoOn); // of several slots another may still bring a better one
    }

    // Whether the leader can come to the last epoch now, and no longer after what would run otherwise.
    private bool IsLastChance(Trial leader, Trial? promotable, double secondsLeft)
    {
        var epochs = definition.Ladder.Epochs;
        var (secondsPerEpoch, before) = (SecondsPerEpoch!.Value, promotable?.Results.Count ?? 0);
        var needed = secondsPerEpoch * (epochs[^1] - leader.Results[^1].Epochs);
        var other = secondsPerEpoch * (epochs[before] - (before == 0 ? 0 : epochs[before - 1]));
        return needed <= secondsLeft && secondsLeft - other < needed * Margin;
    }

    private Trial Begin()
    {
        var (space, name) = (definition.Space, Trials.Count.ToString("000", CultureInfo.InvariantCulture));
        var point = Trials.Count == 0
            ? space.StartPoint
            : TreeParzen.Propose(space, definition.Ladder.Epochs.Count, Trials, definition.Proposals, definition.Start.Options.Seed);
        var trial = new Trial(name, point, Trials.Count == 0 ? space.StartSettings() : space.SettingsAt(point));
        Trials = [.. Trials, trial];
        return trial;
    }

    private void End(Trial trial)
    {
        _running.Remove(trial.Name);
        Change(trial);
    }

    private Trial Change(Trial trial)
    {
        Trials = [.. Trials.Select(other => other.Name == trial.Name ? trial : other)];
        changed(this);
        return trial;
    }
}
