using System.Globalization;
using EmotionNet.Evaluation;
using EmotionNet.Export;

namespace EmotionNet.Cli.Display;

/// <summary>The sentences and tables of a comparison of networks.</summary>
internal static class ComparisonText
{
    /// <summary>What the speeds in <see cref="Facts"/> are.</summary>
    public const string SpeedNote = "faces/s: scoring on this machine, with what else runs on it.";

    /// <summary>The name of a setting: A, B, C, ...; of many, A1, B1, ...</summary>
    public static string NameOf(int index) => $"{(char)('A' + (index % 26))}{(index < 26 ? "" : $"{index / 26}")}";

    /// <summary>The scores of each network.</summary>
    public static TextTable Scores(IReadOnlyList<ComparedSetting> settings) => new(
        ["network", "", .. Tables.ScoreNames.Skip(1)],
        [.. Named(settings).Select(entry => (IReadOnlyList<string>)[entry.Network.Path, entry.Name, .. Tables.Scores(entry.Network.Scores.All).Skip(1)])]);

    /// <summary>Calibration, speed and size of each network.</summary>
    public static TextTable Facts(IReadOnlyList<ComparedSetting> settings) => new(
        ["network", "", "calibration error", "temperature", "error then", "loss then", "faces/s", "parameters", "file"],
        [.. Named(settings).Select(entry => (IReadOnlyList<string>)[entry.Network.Path, entry.Name, .. FactsOf(entry.Network)])]);

    /// <summary>Means and spreads over the seeds of each setting.</summary>
    public static TextTable Seeds(IReadOnlyList<ComparedSetting> settings) => new(
        ["setting", "seeds", "mean accuracy", "standard deviation", "mean macro-F1", "standard deviation"],
        [.. settings.Select((setting, index) => (IReadOnlyList<string>)[
            NameOf(index),
            Tables.Count(setting.Networks.Count),
            Tables.Percent(setting.Accuracy.Mean),
            setting.Accuracy.Deviation is { } accuracy ? string.Create(CultureInfo.InvariantCulture, $"{accuracy * 100:0.00} points") : "-",
            Tables.Short(setting.MacroF1.Mean),
            setting.MacroF1.Deviation is { } macroF1 ? Tables.Short(macroF1) : "-",
        ])]);

    /// <summary>Whether a setting is better or worse than the first, or that this cannot be told.</summary>
    public static string Verdict(string name, string first, PairedComparison comparison)
    {
        var interval = Tables.Points(comparison.Accuracy.Interval);
        if (comparison.IsDifferent)
        {
            var more = comparison.Accuracy.Difference > 0 ? "more" : "less";
            var points = Tables.Points(Math.Abs(comparison.Accuracy.Difference)).TrimStart('+');
            return $"{name} is {more} accurate than {first}, by {points}; 95 % interval of the difference: {interval}.";
        }

        var why = comparison.Accuracy.ExcludesZero
            ? $"is {interval} points, but McNemar's test has p = {PValue(comparison.McNemar!.PValue)}"
            : $"of the difference, {interval} points, contains 0";
        return $"no difference in accuracy can be told; the 95 % interval {why}.";
    }

    /// <summary>Accuracy, macro-F1 and the recall of each class, with the intervals of their differences.</summary>
    public static TextTable Differences(string name, string first, PairedComparison comparison) => new(
        ["", first, name, "difference", "95 % interval"],
        [
            ["accuracy", .. Row(comparison.Accuracy)],
            ["macro-F1", .. F1Row(comparison.MacroF1)],
            .. comparison.Classes.Select(score => (IReadOnlyList<string>)[$"recall of {score.Name} ({Tables.Count(score.Count)})", .. Row(score.Recall)]),
        ]);

    /// <summary>How many faces one of two alone gets right.</summary>
    public static string Discordant(string name, string first, PairedComparison comparison)
    {
        var most = comparison.McNemar is null ? ", by more than half of the seeds" : "";
        return $"{Tables.Count(comparison.Gained, "face")} right in {name} alone, {Tables.Count(comparison.Lost)} right in {first} alone{most}.";
    }

    /// <summary>McNemar's test, or what the intervals cover where there is none.</summary>
    public static string Test(PairedComparison comparison) => comparison.McNemar is { } test
        ? $"McNemar's exact test: p = {PValue(test.PValue)}."
        : "The intervals cover the choice of faces and of seeds; with few seeds they are a rough guide.";

    private static IEnumerable<(string Name, ScoredNetwork Network)> Named(IReadOnlyList<ComparedSetting> settings) =>
        settings.SelectMany((setting, index) => setting.Networks.Select(network => (NameOf(index), network)));

    private static string[] FactsOf(ScoredNetwork network)
    {
        var calibration = network.Scores.All.Calibration!;
        return
        [
            Tables.Percent(calibration.Error),
            calibration.Temperature?.ToString("0.00", CultureInfo.InvariantCulture) ?? "-",
            calibration.ErrorAtTemperature is { } error ? Tables.Percent(error) : "-",
            calibration.LossAtTemperature is { } loss ? Tables.Short(loss) : "-",
            Tables.Count((long)network.FacesPerSecond),
            Tables.Count(network.Parameters),
            string.Create(CultureInfo.InvariantCulture, $"{network.FileBytes / 1e6:0.00} MB"),
        ];
    }

    private static string[] Row(EstimatedDifference difference) =>
        [Tables.Percent(difference.First), Tables.Percent(difference.Second), Tables.Points(difference.Difference), Tables.Points(difference.Interval)];

    private static string[] F1Row(EstimatedDifference difference) =>
    [
        Tables.Short(difference.First),
        Tables.Short(difference.Second),
        Signed(difference.Difference),
        $"{Signed(difference.Interval.Lower)} to {Signed(difference.Interval.Upper)}",
    ];

    private static string Signed(double value) => value.ToString("+0.000;-0.000;0.000", CultureInfo.InvariantCulture);

    private static string PValue(double value) =>
        value < 0.0001 ? value.ToString("0.0e+0", CultureInfo.InvariantCulture) : value.ToString("0.####", CultureInfo.InvariantCulture);
}
