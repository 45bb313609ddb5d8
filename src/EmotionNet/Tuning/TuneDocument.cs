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
    public SearchDefinition ToDefinition() =>
        Reduction >= 2 && MinEpochs >= 1 && AreTexts(Settings) && Fixed is not null && !Fixed.Contains(null!) && Trials is not null
        ? new SearchDefinition(SweepSetting.ReadAll(Settings), Fixed.ToHashSet(StringComparer.Ordinal), Proposals, Reduction, MinEpochs)
        : throw new FormatException("the definition");

    /// <summary>The trials.</summary>
    /// <param name="definition">What they are trials of.</param>
    /// <exception cref="FormatException">One cannot be of this version.</exception>
    public IReadOnlyList<Trial> ToTrials(SearchDefinition definition) => [.. Trials.Select(trial => Read(trial, definition))];

    // A file that was changed by hand may have null for anything.
    private static bool AreTexts(IReadOnlyDictionary<string, string>? settings) => settings is not null && !settings.Values.Contains(null!);

    private static bool IsPossible(TrialDocument? trial, SearchDefinition definition)
    {
        var (dimensions, epochs) = (definition.Space.Dimensions, definition.Ladder.Epochs);
        return trial is { Name: not null, Point: not null, Results: not null }
            && AreTexts(trial.Settings)
            && !trial.Results.Contains(null!)
            && trial.Point.Count == dimensions.Count
            && trial.Point.All(coordinate => coordinate is >= 0 and < 1)
            && dimensions.All(dimension => trial.Settings.ContainsKey(dimension.Entry.Name))
            && trial.Results.Count <= epochs.Count
            && trial.Results.Zip(epochs).All(pair => pair.First.Epochs == pair.Second);
    }

    private static Trial Read(TrialDocument document, SearchDefinition definition) => !IsPossible(document, definition)
        ? throw new FormatException("a trial")
        : new Trial(document.Name, document.Point, SweepSetting.ReadAll(document.Settings))
        {
            Results = document.Results,
            IsOpen = document.IsOpen,
            Kills = document.Kills,
            Failure = document.Failure,
        };
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
