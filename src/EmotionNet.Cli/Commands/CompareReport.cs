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
                Name = ComparisonText.NameOf(index),
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
                First = ComparisonText.NameOf(0),
                Second = ComparisonText.NameOf(entry.Index),
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
        Screen.Show(ComparisonText.Scores(settings));
        ShowSeeds();
        Screen.Line();
        Screen.Show(ComparisonText.Facts(settings));
        Screen.Line(ComparisonText.SpeedNote);
        for (var index = 1; index < settings.Count; index++)
        {
            Show(ComparisonText.NameOf(index), settings[index].ToFirst!);
        }
    }

    private void ShowSeeds()
    {
        if (settings.All(setting => setting.Networks.Count == 1))
        {
            return;
        }

        Screen.Line();
        Screen.Show(ComparisonText.Seeds(settings));
    }

    private void Show(string name, PairedComparison comparison)
    {
        var first = ComparisonText.NameOf(0);
        Screen.Line();
        Screen.Line($"{name} against {first}: {ComparisonText.Verdict(name, first, comparison)}");
        Screen.Show(ComparisonText.Differences(name, first, comparison));
        Screen.Line(ComparisonText.Discordant(name, first, comparison));
        Screen.Line(ComparisonText.Test(comparison));
        ShowFlips(first, name, comparison);
    }

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
