using System.Globalization;
using System.Text.Json;
using EmotionNet.Checkpoints;
using EmotionNet.Cli.Display;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Evaluation;
using EmotionNet.Export;

namespace EmotionNet.Cli.Commands;

/// <summary>What <c>evaluate</c> prints.</summary>
/// <param name="request">What was scored.</param>
/// <param name="data">On what.</param>
/// <param name="scores">The scores.</param>
/// <param name="model">The ONNX model, or null for a checkpoint.</param>
internal sealed class EvaluationReport(EvaluateRequest request, EmotionDataset data, CheckpointScores scores, OnnxNetwork? model)
{
    /// <summary>For a script.</summary>
    public string ToJson() =>
        JsonSerializer.Serialize(
            new
            {
                request.Checkpoint,
                Data = data.Layout,
                Split = Tables.Name(request.Scoring.Split),
                Tta = OptionCatalog.Tta.Read(request.Scoring.Options),
                Model = model is null ? null : new
                {
                    Input = model.Input.ToString(),
                    model.IsProbability,
                    model.Classes,
                    model.Mapping!.Missing,
                    model.Mapping.Ignored,
                },
                Scores = scores.All,
                scores.WithoutDuplicates,
                scores.Sets,
                scores.SetsWithoutDuplicates,
            },
            JsonFormat.Indented);

    /// <summary>For a person.</summary>
    public void Show()
    {
        var (result, withoutDuplicates) = scores;
        Screen.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{request.Checkpoint} on {result.Count:N0} {Tables.Name(request.Scoring.Split)} faces of {data.Layout}, TTA: {OptionCatalog.Tta.Read(request.Scoring.Options)}"));
        ShowModel();
        IReadOnlyList<string> all = ["all", .. Tables.Scores(result)];
        Screen.Show(new TextTable(["", .. Tables.ScoreNames], withoutDuplicates is null
            ? [all]
            : [all, [$"without near-duplicates of the {Tables.Count(data.Training!.Count)} training faces", .. Tables.Scores(withoutDuplicates)]]));
        if (result.KullbackLeiblerDivergence is not null)
        {
            Screen.Line($"From the distribution of the votes{Tables.Divergence(result)}.");
        }

        if (result.Calibration is { } calibration)
        {
            var fittedOn = request.Scoring.Split == DataSplit.Validation ? "these" : "the validation";
            var note = calibration.Temperature is null ? "" : $", fitted on {fittedOn} faces";
            Screen.Line($"On {Tables.Name(request.Scoring.Split)}: {Tables.Confidence(calibration)}{note}.");
        }

        Screen.Line();
        Screen.Show(Tables.ClassScores(result));
        Screen.Line();
        Screen.Show(Tables.Confusion(result));
        ShowSets();
    }

    private void ShowSets()
    {
        if (scores.Sets.Count == 0)
        {
            return;
        }

        Screen.Line();
        Screen.Line(
            $"Sets of classes by split-conformal prediction: calibrated on a random half of the faces, measured on the other; means of {ConformalHalves.Divisions} divisions.");
        Screen.Show(new TextTable(
            ["", "coverage", "measured", "lowest–highest", "classes in a set", "answered", "right of those"],
            [
                .. scores.Sets.Select(sets => Row("all", sets)),
                .. scores.SetsWithoutDuplicates.Select(sets => Row("without near-duplicates", sets)),
            ]));

        static IReadOnlyList<string> Row(string faces, SetScores sets) =>
        [
            faces,
            Tables.Percent(sets.Coverage),
            Tables.Percent(sets.Measured),
            Tables.Interval(new ConfidenceInterval(sets.Lowest, sets.Highest)),
            sets.SetSize.ToString("0.00", CultureInfo.InvariantCulture),
            Tables.Percent(sets.Answered),
            sets.AccuracyOfAnswers is { } accuracy ? Tables.Percent(accuracy) : "-",
        ];
    }

    private void ShowModel()
    {
        if (model is not { Mapping: { } mapping })
        {
            return;
        }

        Screen.Line($"Input: {model.Input}. Outputs: {(model.IsProbability == true ? "probabilities" : "logits")} of {string.Join(", ", model.Classes)}.");
        if (mapping.Missing.Count > 0)
        {
            Screen.Line($"The model does not have the classes {string.Join(", ", mapping.Missing)} and is wrong on all faces of them.");
        }

        if (mapping.Ignored.Count > 0)
        {
            Screen.Line($"The data does not have the classes {string.Join(", ", mapping.Ignored)}; their probability is shared among the others.");
        }
    }
}
