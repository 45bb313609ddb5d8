using System.Globalization;
using System.Text.Json;
using EmotionNet.Checkpoints;
using EmotionNet.Cli.Display;
using EmotionNet.Configuration;
using EmotionNet.Data;

namespace EmotionNet.Cli.Commands;

/// <summary>What <c>ensemble</c> prints.</summary>
/// <param name="request">On what the networks were scored, and how.</param>
/// <param name="data">The data.</param>
/// <param name="scores">The scores.</param>
internal sealed class EnsembleReport(ScoringRequest request, EmotionDataset data, EnsembleScores scores)
{
    /// <summary>For a script.</summary>
    public string ToJson() => JsonSerializer.Serialize(
        new
        {
            Data = data.Layout,
            Split = Tables.Name(request.Split),
            Tta = OptionCatalog.Tta.Read(request.Options),
            Networks = scores.Networks.Select(network => new
            {
                network.Checkpoint,
                Scores = network.Scores.All,
                network.Scores.WithoutDuplicates,
                network.ToAverage,
            }),
            Average = new { Scores = scores.Average.All, scores.Average.WithoutDuplicates },
        },
        JsonFormat.Indented);

    /// <summary>For a person.</summary>
    public void Show()
    {
        var average = scores.Average.All;
        Screen.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{scores.Networks.Count} networks on {average.Count:N0} {Tables.Name(request.Split)} faces of {data.Layout}, TTA: {OptionCatalog.Tta.Read(request.Options)}"));
        Screen.Show(new TextTable(
            ["", .. Tables.ScoreNames],
            [
                .. scores.Networks.Select(network => (IReadOnlyList<string>)[network.Checkpoint, .. Tables.Scores(network.Scores.All)]),
                ["average of the probabilities", .. Tables.Scores(average)],
                .. WithoutDuplicates(),
            ]));
        Screen.Line();
        Screen.Show(new TextTable(
            ["the average against", "accuracy", "95 % interval", "right instead of wrong", "wrong instead of right"],
            [.. scores.Networks.Select(network => (IReadOnlyList<string>)[
                network.Checkpoint,
                Tables.Points(network.ToAverage.Difference),
                Tables.Points(network.ToAverage.Interval),
                Tables.Count(network.ToAverage.Gained),
                Tables.Count(network.ToAverage.Lost)])]));
        Screen.Line();
        if (average.KullbackLeiblerDivergence is not null)
        {
            Screen.Line($"The average is from the distribution of the votes{Tables.Divergence(average)}.");
        }

        if (average.Calibration is { } calibration)
        {
            Screen.Line($"The average on {Tables.Name(request.Split)}: {Tables.Confidence(calibration)}.");
            Screen.Line();
        }

        Screen.Show(Tables.ClassScores(average));
    }

    private IEnumerable<IReadOnlyList<string>> WithoutDuplicates()
    {
        if (scores.Average.WithoutDuplicates is { } result)
        {
            yield return [$"average, without near-duplicates of the {Tables.Count(data.Training!.Count)} training faces", .. Tables.Scores(result)];
        }
    }
}
