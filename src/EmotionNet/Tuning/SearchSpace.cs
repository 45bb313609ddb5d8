using System.Globalization;
using EmotionNet.Configuration;
using EmotionNet.Sweeps;

namespace EmotionNet.Tuning;

/// <summary>
/// The options that a search varies, around those that it starts from: <c>max-lr</c> by a factor of 5 either way, with <c>lr</c> in proportion;
/// <c>weight-decay</c> by a factor of 10; <c>dropout-rate</c>, <c>mixup-alpha</c> and <c>random-erasing</c> from 0 to 0.5, or to where the search
/// starts; <c>stochastic-depth</c> off and on. An option that the user has fixed is left out.
/// </summary>
internal sealed class SearchSpace
{
    private const string InitialRate = "lr";
    private const string MaximumRate = "max-lr";
    private const string WeightDecay = "weight-decay";
    private const double RateFactor = 5;
    private const double DecayFactor = 10;
    private const double UsualDecay = 0.001; // where the search starts from none
    private const double UsualMaximum = 0.5;

    private static readonly string[] Fractions = ["dropout-rate", "mixup-alpha", "random-erasing"];

    private readonly TrainingOptions _start;

    private SearchSpace(TrainingOptions start, IReadOnlyList<SearchDimension> dimensions) => (_start, Dimensions) = (start, dimensions);

    /// <summary>The options that can be searched, in the order in which they are shown.</summary>
    public static IReadOnlyList<string> Names { get; } = [MaximumRate, .. Fractions, WeightDecay, "stochastic-depth"];

    /// <summary>The searched options.</summary>
    public IReadOnlyList<SearchDimension> Dimensions { get; }

    /// <summary>The coordinates of the options that the search starts from.</summary>
    public IReadOnlyList<double> StartPoint => [.. Dimensions.Select(dimension => dimension.Start)];

    /// <summary>The space around options.</summary>
    /// <param name="start">What the search starts from.</param>
    /// <param name="isFixed">Whether the user has decided an option by its name.</param>
    /// <exception cref="UserInputException">Nothing is left to search.</exception>
    public static SearchSpace Around(TrainingOptions start, Func<string, bool> isFixed)
    {
        List<SearchDimension> dimensions = [];
        if (!isFixed(MaximumRate) && !isFixed(InitialRate))
        {
            dimensions.Add(SearchDimension.Around(EntryOf(MaximumRate), start.MaxLearningRate, RateFactor, start.MaxLearningRate));
        }

        foreach (var name in Fractions.Where(name => !isFixed(name)))
        {
            var value = double.Parse(EntryOf(name).Read(start), CultureInfo.InvariantCulture);
            dimensions.Add(SearchDimension.Between(EntryOf(name), 0, Math.Max(UsualMaximum, value), value));
        }

        if (!isFixed(WeightDecay))
        {
            var centre = start.WeightDecay > 0 ? start.WeightDecay : UsualDecay;
            dimensions.Add(SearchDimension.Around(EntryOf(WeightDecay), centre, DecayFactor, start.WeightDecay));
        }

        if (!isFixed(Names[^1]))
        {
            dimensions.Add(SearchDimension.Switch(EntryOf(Names[^1]), start.StochasticDepth));
        }

        return dimensions.Count > 0 ? new SearchSpace(start, dimensions) : throw new UserInputException(
            "nothing is left to search: every option that a search varies is given",
            $"leave out one of {string.Join(", ", Names.Select(name => $"`{name}`"))}");
    }

    /// <summary>The values that the search starts from, as they are.</summary>
    public IReadOnlyList<SweepSetting> StartSettings() =>
        [.. Dimensions.SelectMany(dimension => WithInitialRate(SweepSetting.Of(dimension.Entry.CopyFrom(_start)), _start.LearningRate))];

    /// <summary>The values at a point.</summary>
    /// <param name="point">A coordinate for each of <see cref="Dimensions"/>.</param>
    public IReadOnlyList<SweepSetting> SettingsAt(IReadOnlyList<double> point) => [.. Dimensions.Zip(point).SelectMany(pair =>
    {
        var setting = pair.First.Draw(pair.Second);
        var rate = setting.Entry.Name == MaximumRate ? double.Parse(setting.Text, CultureInfo.InvariantCulture) : 0;
        return WithInitialRate(setting, Distributions.Rounded(rate * _start.LearningRate / _start.MaxLearningRate));
    })];

    private static OptionEntry EntryOf(string name) => OptionCatalog.Find(name)!;

    // OneCycle's div_factor stays as it is.
    private static IEnumerable<SweepSetting> WithInitialRate(SweepSetting setting, double rate) => setting.Entry.Name != MaximumRate
        ? [setting]
        : [setting, SweepSetting.Of(EntryOf(InitialRate).Parse(rate.ToString(CultureInfo.InvariantCulture))!)];
}
