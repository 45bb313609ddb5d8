using EmotionNet.Sweeps;

namespace EmotionNet.Tuning;

/// <summary>The content of <c>tune.json</c>.</summary>
/// <param name="Version">The version of the format.</param>
/// <param name="Settings">The options that the search starts from, as text.</param>
/// <param name="Fixed">Those that stay as they are.</param>
/// <param name="Proposals">Where new trials come from.</param>
/// <param name="Reduction">η of successive halving.</param>
/// <param name="MinEpochs">The fewest epochs of a trial.</param>
/// <param name="SecondsSpent">Seconds of the budget that are spent.</param>
/// <param name="Trials">The trials.</param>
internal sealed record TuneDocument(
    int Version,
    IReadOnlyDictionary<string, string> Settings,
    IReadOnlyList<string> Fixed,
    ProposalKind Proposals,
    int Reduction,
    int MinEpochs,
    double SecondsSpent,
    IReadOnlyList<TrialDocument> Trials)
{
    public const int CurrentVersion = 1;

    /// <summary>The content for a search.</summary>
    public static TuneDocument Of(SearchDefinition definition, IReadOnlyList<Trial> trials, double secondsSpent) => new(
        CurrentVersion,
        SweepSetting.ToTexts(definition.Settings),
        [.. definition.FixedNames],
        definition.Proposals,
        definition.Ladder.Reduction,
        definition.Shortest,
        secondsSpent,
        [.. trials.Select(trial => new TrialDocument(
            trial.Name, SweepSetting.ToTexts(trial.Settings), trial.Point, trial.Results, trial.IsOpen, trial.Kills, trial.Failure))]);

    /// <summary>What is searched.</summary>
    /// <exception cref="FormatException">It cannot be of this version.</exception>
    public SearchDefinition ToDefinition() => Reduction >= 2 && MinEpochs >= 1
        ? new SearchDefinition(SweepSetting.ReadAll(Settings), Fixed.ToHashSet(StringComparer.Ordinal), Proposals, Reduction, MinEpochs)
        : throw new FormatException("reduction or minEpochs");

    /// <summary>The trials.</summary>
    /// <exception cref="FormatException">One cannot be of this version.</exception>
    public IReadOnlyList<Trial> ToTrials() =>
    [
        .. Trials.Select(trial => new Trial(trial.Name, trial.Point, SweepSetting.ReadAll(trial.Settings))
        {
            Results = trial.Results,
            IsOpen = trial.IsOpen,
            Kills = trial.Kills,
            Failure = trial.Failure,
        }),
    ];
}

/// <summary>A trial of <see cref="TuneDocument"/>.</summary>
/// <param name="Name">Its number.</param>
/// <param name="Settings">The searched options, as text.</param>
/// <param name="Point">Its place in the search space.</param>
/// <param name="Results">Its results, the lowest rung first.</param>
/// <param name="IsOpen">Whether it is on its way to the next rung.</param>
/// <param name="Kills">How often its process was killed on that way.</param>
/// <param name="Failure">Why it failed.</param>
internal sealed record TrialDocument(
    string Name,
    IReadOnlyDictionary<string, string> Settings,
    IReadOnlyList<double> Point,
    IReadOnlyList<RungResult> Results,
    bool IsOpen,
    int Kills,
    string? Failure);
