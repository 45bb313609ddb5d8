using EmotionNet.Checkpoints;
using EmotionNet.Cli.Display;
using EmotionNet.Data;
using EmotionNet.Evaluation;
using EmotionNet.Reporting;

namespace EmotionNet.Cli.Report;

/// <summary>The sections of scores: the table, matrices, classes, calibration, and the doubt of network and annotators.</summary>
/// <param name="content">What the report is made from.</param>
internal sealed class ScoreSections(ReportContent content)
{
    private const int Training = 3, Raw = 0, Averaged = 1, Rate = 2;

    /// <summary>The figures at the top.</summary>
    public Html Tiles()
    {
        var (scores, calibration, run) = (content.Scores, content.Scores?.Calibration, content.Run);
        var flip = content.Predictions?.ScoresWithFlip.All.Accuracy
            ?? (content.Split == DataSplit.Validation && run.Summary?.ValidationWithTta is { Tta: "flip", Accuracy: var written } ? written : null);
        (string Name, string? Value, string? Small)[] tiles =
        [
            ($"{Tables.Name(content.Split)} accuracy", Of(scores?.Accuracy, Tables.Percent), scores is null ? null : Tables.Interval(scores.AccuracyInterval)),
            ("with flip TTA", Of(flip, Tables.Percent), null),
            ("macro-F1", Of(scores?.MacroF1, Tables.Short), null),
            ("calibration error", Of(calibration?.Error, Tables.Percent), AtTemperature(calibration)),
            ("epochs", run.Epochs.Count > 0 ? Tables.Count(run.Epochs[^1].Epoch) : null, content.BestEpoch is { } best ? $"best: {best.Epoch}" : null),
            ("time", Of(run.Summary?.Totals.Seconds, Tables.Time), null),
        ];
        return Html.Join(tiles.Where(tile => tile.Value is not null)
            .Select(tile => Html.Of($"<div class=\"tile\"><span>{tile.Name}</span><b>{tile.Value}</b><small>{tile.Small}</small></div>\n")));

        static string? Of(double? value, Func<double, string> words) => value is { } known ? words(known) : null;
        static string? AtTemperature(Calibration? calibration) => calibration is { ErrorAtTemperature: { } error, Temperature: { } temperature }
            ? FormattableString.Invariant($"{Tables.Percent(error)} at temperature {temperature:0.00}")
            : null;
    }

    /// <summary>Every score that is known, a line each.</summary>
    public Html Scores()
    {
        var split = Tables.Name(content.Split);
        List<IReadOnlyList<string>> rows = [];
        Add($"{split}", content.Scores);
        Add($"{split}, flip TTA", content.Predictions?.ScoresWithFlip.All);
        Add($"{split}, without near-duplicates of training faces", content.Predictions?.Scores.WithoutDuplicates);
        var summary = content.Run.Summary;
        if (content.Predictions is not null)
        {
            Add("validation, as the run wrote it", content.BestEpoch?.Validation);
        }
        else
        {
            Add("validation, without near-duplicates of training faces", summary?.ValidationWithoutDuplicates);
        }

        Add("test, as the run wrote it", content.Predictions is null && content.Split == DataSplit.Test ? null : summary?.Test);
        AddTta("validation", summary?.ValidationWithTta);
        AddTta("test", summary?.TestWithTta);
        // The last column is for FER+.
        var isVoted = rows.Any(row => row[^1].Length > 0);
        string[] columns = ["faces of", .. Tables.ScoreNames, "KL divergence from the votes"];
        return HtmlTables.Of(isVoted ? new TextTable(columns, rows) : new TextTable(columns[..^1], [.. rows.Select(row => row.SkipLast(1).ToList())]));

        void Add(string name, EvaluationResult? result)
        {
            if (result is not null)
            {
                rows.Add([name, .. Tables.Scores(result), result.KullbackLeiblerDivergence is { } divergence ? Tables.Short(divergence) : ""]);
            }
        }

        void AddTta(string name, ScoreWithTta? score)
        {
            if (score is not null)
            {
                var line = $"{name}, {score.Tta} TTA, as the run wrote it";
                rows.Add([line, "", Tables.Percent(score.Accuracy), "", Tables.Short(score.MacroF1), Tables.Short(score.Loss), ""]);
            }
        }
    }

    /// <summary>The curves; empty before the second epoch, as one point is none.</summary>
    public Html Curves()
    {
        var epochs = content.Run.Epochs;
        if (epochs.Count < 2)
        {
            return Html.Empty;
        }

        int[] numbers = [.. epochs.Select(epoch => epoch.Epoch)];
        return Html.Join(
        [
            CurveChart.Draw("Loss", numbers, [Line("training", Training, epoch => epoch.TrainingLoss), .. Validation(result => result.Loss)]),
            CurveChart.Draw(
                "Accuracy", numbers, [Line("training", Training, epoch => epoch.TrainingAccuracy), .. Validation(result => result.Accuracy)], isPercent: true),
            CurveChart.Draw("Validation macro-F1", numbers, [.. Validation(result => result.MacroF1)]),
            CurveChart.Draw("Learning rate at the end of the epoch", numbers, [Line("learning rate", Rate, epoch => epoch.LearningRate)]),
        ]);

        CurveSeries Line(string name, int color, Func<EpochStatistics, double?> value) => new(name, color, [.. epochs.Select(value)]);

        IEnumerable<CurveSeries> Validation(Func<EvaluationResult, double> score)
        {
            yield return Line("validation", Raw, epoch => score(epoch.RawValidation));
            if (epochs.Any(epoch => epoch.EmaValidation is not null))
            {
                yield return Line("validation, EMA weights", Averaged, epoch => epoch.EmaValidation is { } averaged ? score(averaged) : null);
            }
        }
    }

    /// <summary>The epochs as a table.</summary>
    public Html Epochs() => HtmlTables.Of(Tables.Epochs(content.Run.Epochs, content.BestEpoch?.Epoch ?? 0));

    /// <summary>The epoch as a table where there is one alone.</summary>
    public Html OnlyEpoch() => content.Run.Epochs.Count == 1 ? Epochs() : Html.Empty;

    /// <summary>What the probabilities of single faces are, in a sentence.</summary>
    public string ProbabilityWords() => content.FaceTemperature is { } temperature
        ? FormattableString.Invariant($"Probabilities of single faces are calibrated (temperature {temperature:0.00}), as those of predict and explain.")
        : "Probabilities of single faces are those of the network, which has no temperature.";

    /// <summary>The confusion matrices.</summary>
    public Html Confusion()
    {
        var split = Tables.Name(content.Split);
        (EvaluationResult? Result, string Name)[] matrices =
            [(content.Scores, $"{split}, without TTA"), (content.Predictions?.ScoresWithFlip.All, $"{split}, flip TTA")];
        return Html.Join(matrices.Where(matrix => matrix.Result is { Classes.Count: > 0 }).Select(matrix => HtmlTables.Confusion(matrix.Result!, matrix.Name)));
    }

    /// <summary>Recall and precision of the classes.</summary>
    public Html Classes() => content.Scores is { Classes.Count: > 0 } scores ? RateBars.Draw(scores) : Html.Empty;

    /// <summary>The reliability diagrams.</summary>
    public Html Calibration() => content.Predictions is not { Faces: var faces, Scores.All.Calibration: { } calibration } ? Html.Empty : Html.Join(
    [
        ReliabilityChart.Draw("As the network says it", ReliabilityBin.Of(faces)),
        calibration.Temperature is { } temperature
            ? ReliabilityChart.Draw(FormattableString.Invariant($"At temperature {temperature:0.00}"), ReliabilityBin.Of(faces.AtTemperature(temperature)))
            : Html.Empty,
    ]);

    /// <summary>The calibration in words.</summary>
    public string CalibrationWords()
    {
        var words = content.Scores?.Calibration is { } calibration ? Tables.Confidence(calibration) : "";
        return words.Length == 0 ? "" : $"{char.ToUpperInvariant(words[0])}{words[1..]}, fitted on validation.";
    }

    /// <summary>The entropies of network and votes; empty without votes.</summary>
    public Html Doubt() => Agreements() is not { Count: > 0 } agreements ? Html.Empty : Html.Join(agreements.Select(
        entry => new DoubtChart(content.Predictions!.Faces.ClassNames.Count).Draw(entry.Name, entry.Agreement)));

    /// <summary>The same in words.</summary>
    public string DoubtWords() => string.Concat(Agreements().Select(entry =>
        $"{entry.Name}: rank correlation of the two entropies (Spearman) {Tables.Short(entry.Agreement.RankCorrelation)}, "
        + $"mean KL divergence of the network from the votes {Tables.Short(entry.Agreement.MeanDivergence)} nats. "));

    private IReadOnlyList<(string Name, AnnotatorAgreement Agreement)> Agreements()
    {
        if (content is not { Predictions: { Faces: var faces, Scores.All.Calibration: var calibration }, Votes: { } votes })
        {
            return [];
        }

        var plain = ("As the network says it", AnnotatorAgreement.Of(faces, votes));
        return calibration?.Temperature is { } temperature
            ? [plain, (FormattableString.Invariant($"At temperature {temperature:0.00}"), AnnotatorAgreement.Of(faces.AtTemperature(temperature), votes))]
            : [plain];
    }
}
