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
    /// <param name="definition">What they are trials of.</param>
    /// <exception cref="FormatException">One cannot be of this version.</exception>
    public IReadOnlyList<Trial> ToTrials(SearchDefinition definition) => [.. Trials.Select(trial => Read(trial, definition))];

    private static Trial Read(TrialDocument document, SearchDefinition definition)
    {
        var (dimensions, epochs) = (definition.Space.Dimensions, definition.Ladder.Epochs);
        var isPossible = document.Point.Count == dimensions.Count
            && document.Point.All(coordinate => coordinate is >= 0 and < 1)
            && dimensions.All(dimension => document.Settings.ContainsKey(dimension.Entry.Name))
            && document.Results.Count <= epochs.Count
            && document.Results.Zip(epochs).All(pair => pair.First.Epochs == pair.Second);
        return !isPossible ? throw new FormatException($"trial {document.Name}") : new Trial(
            document.Name, document.Point, SweepSetting.ReadAll(document.Settings))
        {
            Results = document.Results,
            IsOpen = document.IsOpen,
            Kills = document.Kills,
            Failure = document.Failure,
        };
    }
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
