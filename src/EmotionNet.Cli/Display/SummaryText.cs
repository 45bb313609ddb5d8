using EmotionNet.Checkpoints;
using EmotionNet.Evaluation;
using EmotionNet.Training;

namespace EmotionNet.Cli.Display;

/// <summary>The result of a run, for the screen and the log.</summary>
internal static class SummaryText
{
    /// <summary>Shows the summary.</summary>
    public static void Show(RunSummary summary, RunLog log)
    {
        var options = summary.Plan.Options;
        var best = summary.Best;
        log.Say(new LogSentence(
            $"Done: {{EpochsCompleted:N0}} epoch{(summary.EpochsCompleted == 1 ? "" : "s")} in {{TotalSeconds:clock}}. "
                + "The best is epoch {BestEpoch} ({Weights:l} weights).",
            summary.EpochsCompleted,
            new ClockValue(summary.TotalSeconds),
            best.Epoch,
            Tables.Name(best.Source)));
        if (summary.RankSumShare is { } share)
        {
            log.Say(new LogSentence("Sums over the ranks took {RankSumShare:0.0 %} of the training time, with waiting for the slowest.", share));
        }

        log.Show(new TextTable(["split", .. Tables.ScoreNames], [.. Rows(summary)]));
        if (best.Validation.KullbackLeiblerDivergence is not null)
        {
            log.Say($"From the distribution of the votes, on the validation split{Tables.Divergence(best.Validation)}.");
        }

        if (best.Validation.Calibration is { } calibration)
        {
            var test = summary.Test?.Calibration is { } onTest ? $"; test: {Tables.Confidence(onTest)}" : "";
            log.Say($"Validation: {Tables.Confidence(calibration)}, fitted on the validation split{test}.");
        }

        var (split, result) = summary.Test is { } tested ? ("test", tested) : ("validation", best.Validation);
        log.Say($"Classes of the {split} split:");
        log.Show(Tables.ClassScores(result));
        log.Say($"In {options.CheckpointDirectory}: {string.Join(", ", RunFileNames.Describe(options.CheckpointDirectory))}");
    }

    private static IEnumerable<IReadOnlyList<string>> Rows(RunSummary summary)
    {
        var tta = summary.Plan.Options.TtaMode.ToString().ToLowerInvariant();
        (string Name, EvaluationResult? Result)[] results =
        [
            ("validation", summary.Best.Validation),
            ("validation, no near-duplicates of training faces", summary.ValidationWithoutDuplicates),
            ($"validation, {tta} TTA", summary.ValidationWithTta),
            ("test", summary.Test),
            ($"test, {tta} TTA", summary.TestWithTta),
        ];
        return results.Where(row => row.Result is not null).Select(row => (IReadOnlyList<string>)
            [row.Name, .. Tables.Scores(row.Result!)]);
    }
}
