using EmotionNet.Checkpoints;
using EmotionNet.Evaluation;
using EmotionNet.Training;

namespace EmotionNet.Cli.Display;

/// <summary>What a run came to, for the screen and the log.</summary>
internal static class SummaryText
{
    /// <summary>Shows the summary.</summary>
    public static void Show(RunSummary summary, RunLog log)
    {
        var options = summary.Plan.Options;
        var best = summary.Best;
        log.Say($"Done: {Tables.Count(summary.EpochsCompleted, "epoch")} in {Tables.Time(summary.TotalSeconds)}. The "
            + $"best is epoch {best.Epoch} ({Tables.Name(best.Source)} weights).");
        log.Show(new TextTable(["split", .. Tables.ScoreNames], [.. Rows(summary)]));
        if (best.Validation.KullbackLeiblerDivergence is not null)
        {
            log.Say($"Of the distribution of the votes, on the validation split{Tables.Divergence(best.Validation)}.");
        }

        if (best.Validation.Calibration is { } calibration)
        {
            log.Say($"Validation: {Tables.Confidence(calibration)}, fitted "
                + $"there{(summary.Test?.Calibration is { } onTest ? $"; test: {Tables.Confidence(onTest)}" : "")}.");
        }

        var (split, result) = summary.Test is { } test ? ("test", test) : ("validation", best.Validation);
        log.Say($"Classes of the {split} split:");
        log.Show(Tables.ClassScores(result));
        log.Say($"In {options.CheckpointDirectory}: {string.Join(", ", RunFileNames.Describe(options.CheckpointDirectory))}");
    }

    private static IEnumerable<IReadOnlyList<string>> Rows(RunSummary summary)
    {
        var views = summary.Plan.Options.TtaMode.ToString().ToLowerInvariant();
        (string Name, EvaluationResult? Result)[] results =
        [
            ("validation", summary.Best.Validation),
            ("validation, no twin in training", summary.ValidationWithoutDuplicates),
            ($"validation, {views} views", summary.ValidationWithTta),
            ("test", summary.Test),
            ($"test, {views} views", summary.TestWithTta),
        ];
        return results.Where(row => row.Result is not null).Select(row => (IReadOnlyList<string>)
            [row.Name, .. Tables.Scores(row.Result!)]);
    }
}
