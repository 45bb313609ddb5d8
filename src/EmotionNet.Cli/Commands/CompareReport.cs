using System.Globalization;
using System.Text.Json;
using EmotionNet.Cli.Display;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Evaluation;
using EmotionNet.Export;

namespace EmotionNet.Cli.Commands;

/// <summary>What <c>compare</c> prints.</summary>
/// <param name="request">On what the networks were scored, and how.</param>
/// <param name="data">The data.</param>
/// <param name="settings">The settings; the first is what the others are compared with.</param>
/// <param name="listed">How many flipped faces to list for each comparison.</param>
internal sealed class CompareReport(ScoringRequest request, EmotionDataset data, IReadOnlyList<ComparedSetting> settings, int listed)
{
    /// <summary>For a script.</summary>
    public string ToJson() => JsonSerializer.Serialize(
        new
        {
            Data = data.Layout,
            Split = Tables.Name(request.Split),
            Tta = OptionCatalog.Tta.Read(request.Options),
            BootstrapInterval.Resamples,
            Settings = settings.Select((setting, index) => new
            {
                Name = NameOf(index),
                setting.Accuracy,
                setting.MacroF1,
                Networks = setting.Networks.Select(network => new
                {
                    network.Path,
                    Scores = network.Scores.All,
                    network.Scores.WithoutDuplicates,
                    network.FacesPerSecond,
                    network.Parameters,
                    network.FileBytes,
                }),
            }),
            Comparisons = settings.Select((setting, index) => (setting.ToFirst, Index: index)).Where(entry => entry.ToFirst is not null).Select(entry => new
            {
                First = NameOf(0),
                Second = NameOf(entry.Index),
                entry.ToFirst!.IsDifferent,
                entry.ToFirst.Accuracy,
                entry.ToFirst.MacroF1,
                entry.ToFirst.McNemar,
                entry.ToFirst.Gained,
                entry.ToFirst.Lost,
                entry.ToFirst.Classes,
                Flipped = entry.ToFirst.Flipped.Take(listed),
            }),
        },
        JsonFormat.Indented);

    /// <summary>For a person.</summary>
    public void Show()
    {
        var count = settings[0].Networks[0].Scores.All.Count;
        Screen.Line(
            $"{settings.Sum(setting => setting.Networks.Count)} networks on {Tables.Count(count)} {Tables.Name(request.Split)} faces of {data.Layout}, TTA: {OptionCatalog.Tta.Read(request.Options)}");
        var named = settings.SelectMany((setting, index) => setting.Networks.Select(network => (Name: NameOf(index), Network: network))).ToList();
        Screen.Show(new TextTable(
            ["network", "", .. Tables.ScoreNames.Skip(1)],
            [.. named.Select(entry => (IReadOnlyList<string>)[entry.Network.Path, entry.Name, .. Tables.Scores(entry.Network.Scores.All).Skip(1)])]));
        ShowSeeds();
        Screen.Line();
        Screen.Show(new TextTable(
            ["network", "", "calibration error", "temperature", "error then", "faces/s", "parameters", "file"],
            [.. named.Select(entry => (IReadOnlyList<string>)[entry.Network.Path, entry.Name, .. Facts(entry.Network)])]));
        Screen.Line("faces/s: scoring on this machine, with what else runs on it.");
        for (var index = 1; index < settings.Count; index++)
        {
            Show(NameOf(index), settings[index].ToFirst!);
        }
    }

    // A, B, C, ...; of many, A1, B1, ...
    private static string NameOf(int index) => $"{(char)('A' + (index % 26))}{(index < 26 ? "" : $"{index / 26}")}";

    private static string[] Facts(ScoredNetwork network)
    {
        var calibration = network.Scores.All.Calibration!;
        return
        [
            Tables.Percent(calibration.Error),
            calibration.Temperature?.ToString("0.00", CultureInfo.InvariantCulture) ?? "-",
            calibration.ErrorAtTemperature is { } error ? Tables.Percent(error) : "-",
            Tables.Count((long)network.FacesPerSecond),
            Tables.Count(network.Parameters),
            string.Create(CultureInfo.InvariantCulture, $"{network.FileBytes / 1e6:0.00} MB"),
        ];
    }

    private void ShowSeeds()
    {
        if (settings.All(setting => setting.Networks.Count == 1))
        {
            return;
        }

        Screen.Line();
        Screen.Show(new TextTable(
            ["setting", "seeds", "mean accuracy", "standard deviation", "mean macro-F1", "standard deviation"],
            [.. settings.Select((setting, index) => (IReadOnlyList<string>)[
                NameOf(index),
                Tables.Count(setting.Networks.Count),
                Tables.Percent(setting.Accuracy.Mean),
                setting.Accuracy.Deviation is { } accuracy ? string.Create(CultureInfo.InvariantCulture, $"{accuracy * 100:0.00} points") : "-",
                Tables.Short(setting.MacroF1.Mean),
                setting.MacroF1.Deviation is { } macroF1 ? Tables.Short(macroF1) : "-",
            ])]));
    }

    private void Show(string name, PairedComparison comparison)
    {
        var first = NameOf(0);
        Screen.Line();
        Screen.Line($"{name} against {first}: {Verdict(name, first, comparison)}");
        Screen.Show(new TextTable(
            ["", first, name, "difference", "95 % interval"],
            [
                ["accuracy", .. Row(comparison.Accuracy)],
                ["macro-F1", .. F1Row(comparison.MacroF1)],
                .. comparison.Classes.Select(score => (IReadOnlyList<string>)[$"recall of {score.Name} ({Tables.Count(score.Count)})", .. Row(score.Recall)]),
            ]));
        var most = comparison.McNemar is null ? ", by more than half of the seeds" : "";
        Screen.Line(
            $"{Tables.Count(comparison.Gained, "face")} right in {name} alone, {Tables.Count(comparison.Lost)} right in {first} alone{most}.");
        Screen.Line(comparison.McNemar is { } test
            ? $"McNemar's exact test: p = {PValue(test.PValue)}."
            : "The intervals cover the choice of faces and of seeds; with few seeds they are a rough guide.");

        ShowFlips(first, name, comparison);
    }

    private static string Verdict(string name, string first, PairedComparison comparison)
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

    private void ShowFlips(string first, string name, PairedComparison comparison)
    {
        if (listed == 0 || comparison.Flipped.Count == 0)
        {
            return;
        }

        Screen.Line();
        Screen.Show(new TextTable(
            ["face", "class", first, name],
            [.. comparison.Flipped.Take(listed).Select(face => (IReadOnlyList<string>)[
                face.Index.ToString(CultureInfo.InvariantCulture), face.Label, string.Join(", ", face.First), string.Join(", ", face.Second)])]));
        var shown = Math.Min(listed, comparison.Flipped.Count);
        Screen.Line($"{Tables.Count(shown)} of {Tables.Count(comparison.Flipped.Count)} flipped faces, by their place in the split, counted from 0.");
    }
}
