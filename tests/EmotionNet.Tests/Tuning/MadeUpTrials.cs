using EmotionNet.Configuration;
using EmotionNet.Sweeps;
using EmotionNet.Tuning;

namespace EmotionNet.Tests.Tuning;

/// <summary>Searches and trials without a training.</summary>
internal static class MadeUpTrials
{
    /// <summary>A search over all options of the quick preset.</summary>
    public static SearchDefinition Definition(
        int epochs = 9, ProposalKind proposals = ProposalKind.Random, int seed = 1, IReadOnlySet<string>? fixedNames = null, int reduction = 3) => new(
        [Setting("mode", "quick"), Setting("epochs", FormattableString.Invariant($"{epochs}")), Setting("seed", FormattableString.Invariant($"{seed}"))],
        fixedNames ?? new HashSet<string>(),
        proposals,
        reduction,
        shortest: 1);

    /// <summary>A search from its beginning.</summary>
    public static Search Search(SearchDefinition definition, int maximumTrials = 100, IReadOnlyList<Trial>? trials = null) =>
        new(definition, trials ?? [], maximumTrials, _ => { });

    /// <summary>A trial that has results at the rungs of 1, 3 and 9 epochs.</summary>
    public static Trial Trial(int number, params double[] accuracies) => new(FormattableString.Invariant($"{number:000}"), [0.5, 0.5, 0.5, 0.5, 0.5, 0.5], [])
    {
        Results = [.. accuracies.Select((accuracy, rung) => Result((int)Math.Pow(3, rung), accuracy))],
    };

    /// <summary>A result; an epoch takes 10 seconds.</summary>
    public static RungResult Result(int epochs, double accuracy) => new(epochs, accuracy, 1 - accuracy, 10 * epochs);

    /// <summary>An option with a value.</summary>
    public static SweepSetting Setting(string name, string text) => SweepSetting.Of(OptionCatalog.Find(name)!.Parse(text)!);
}
