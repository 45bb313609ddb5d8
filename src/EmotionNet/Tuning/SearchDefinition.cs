using EmotionNet.Configuration;
using EmotionNet.Sweeps;

namespace EmotionNet.Tuning;

/// <summary>What a search is asked for. It decides, with the results of the trials, what is tried: the same definition searches the same way.</summary>
internal sealed class SearchDefinition
{
    private const string MinimumEpochs = "min-epochs";
    private const string Searched = "the options to search";

    /// <summary>How a search ends and where runs are: not part of what its trials have in common.</summary>
    public static IReadOnlyList<string> OwnOptions { get; } = ["checkpoint-dir", "budget", "max-steps", "early-stopping"];

    /// <summary>A definition.</summary>
    /// <param name="settings">What the first trial has: options of a configuration file and of the command line, each once.</param>
    /// <param name="fixedNames">Those that stay as they are in every trial.</param>
    /// <param name="proposals">Where new trials come from.</param>
    /// <param name="reduction">η of successive halving.</param>
    /// <param name="shortest">The fewest epochs of a trial; null for those of the warm-up, in which accuracies say little of the end, or of one rung below the full length.</param>
    /// <exception cref="UserInputException">The settings contradict each other, or nothing is left to search.</exception>
    public SearchDefinition(
        IReadOnlyList<SweepSetting> settings, IReadOnlySet<string> fixedNames, ProposalKind proposals, int reduction, int? shortest)
    {
        (Settings, FixedNames, Proposals) = (settings, fixedNames, proposals);
        Start = OptionsResolver.Resolve([.. settings.Select(setting => setting.Assignment)], []);
        Space = SearchSpace.Around(Start.Options, fixedNames.Contains);
        if (shortest > Start.Options.Epochs)
        {
            throw new UserInputException(
                $"`min-epochs` {shortest} is more than the {Start.Options.Epochs} of `epochs`", "give no more than that, or leave it out");
        }

        Shortest = shortest ?? ShortestOf(Start.Options, reduction);
        Ladder = RungLadder.Down(Start.Options.Epochs, Shortest, reduction);
    }

    /// <summary>What the first trial has.</summary>
    public IReadOnlyList<SweepSetting> Settings { get; }

    /// <summary>The names of the options that the user decided.</summary>
    public IReadOnlySet<string> FixedNames { get; }

    /// <summary>Where new trials come from.</summary>
    public ProposalKind Proposals { get; }

    /// <summary>The fewest epochs of a trial.</summary>
    public int Shortest { get; }

    /// <summary>All options of the first trial, those of the presets included.</summary>
    public ResolvedOptions Start { get; }

    /// <summary>What is searched.</summary>
    public SearchSpace Space { get; }

    /// <summary>The rungs.</summary>
    public RungLadder Ladder { get; }

    /// <summary>The settings of a trial.</summary>
    /// <param name="searched">Its values of the searched options, which replace those of <see cref="Settings"/>.</param>
    public IReadOnlyList<SweepSetting> SettingsOf(IReadOnlyList<SweepSetting> searched) =>
        [.. Settings.Where(setting => searched.All(other => other.Entry != setting.Entry)), .. searched];

    /// <summary>The first difference to another definition, as two phrases; null where both search the same way.</summary>
    public (string Here, string There)? Difference(SearchDefinition other)
    {
        var (here, there) = (Facts(), other.Facts());
        // What follows from the options is named last.
        var name = here.Keys.Concat(there.Keys).OrderBy(name => name == MinimumEpochs)
            .FirstOrDefault(name => here.GetValueOrDefault(name) != there.GetValueOrDefault(name));
        return name is null ? null : (Phrase(this, here), Phrase(other, there));

        string Phrase(SearchDefinition definition, Dictionary<string, string> facts) => !facts.TryGetValue(name, out var value) ? $"no `{name}`"
            : name == MinimumEpochs && definition.Shortest == ShortestOf(definition.Start.Options, definition.Ladder.Reduction)
                ? $"no `{name}`, which is {value} then"
            : name == Searched ? $"{Searched} {value}"
            : $"`{name}` {value}";
    }

    // A short run has one rung before its end all the same.
    private static int ShortestOf(TrainingOptions options, int reduction) => Math.Max(
        1, Math.Min((int)Math.Ceiling(options.WarmUpFraction * options.Epochs), (int)Math.Round((double)options.Epochs / reduction)));

    private Dictionary<string, string> Facts() => new(Settings.Select(setting => KeyValuePair.Create(setting.Entry.Name, setting.Text)))
    {
        ["proposals"] = Proposals.ToString().ToLowerInvariant(),
        ["reduction"] = FormattableString.Invariant($"{Ladder.Reduction}"),
        [MinimumEpochs] = FormattableString.Invariant($"{Shortest}"),
        [Searched] = string.Join(", ", Space.Dimensions.Select(dimension => dimension.Entry.Name)),
    };
}
