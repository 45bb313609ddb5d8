using System.Text.Json;
using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Evaluation;
using EmotionNet.Runtime;
using EmotionNet.Training;

namespace EmotionNet.Reporting;

/// <summary>The content of <c>summary.json</c>: what a run reached, with what, and where. Accuracies are fractions.</summary>
/// <param name="Best">The best epoch by validation accuracy.</param>
/// <param name="Test">The test split, scored once with the best weights; null without one.</param>
/// <param name="ValidationWithoutDuplicates">Validation without the faces that have a near-duplicate in training; null where none or all have one.</param>
/// <param name="ValidationWithTta">Validation with test-time augmentation (TTA); null without it.</param>
/// <param name="TestWithTta">Test with TTA; null without it or without a test split.</param>
/// <param name="Totals">What the run took.</param>
/// <param name="Run">What the run was given.</param>
/// <param name="Environment">Where it ended.</param>
/// <param name="Beginning">Digests of the data, where the run began, and what its first steps gave.</param>
/// <param name="Options">Every setting of the run, as in <c>config.json</c>.</param>
/// <param name="Epochs">The epochs in short; <c>epoch_stats</c> has them in full.</param>
internal sealed record SummaryDocument(
    BestEpoch Best,
    EvaluationResult? Test,
    EvaluationResult? ValidationWithoutDuplicates,
    ScoreWithTta? ValidationWithTta,
    ScoreWithTta? TestWithTta,
    SummaryTotals Totals,
    SummaryRun Run,
    RunEnvironment Environment,
    RunBeginning? Beginning,
    JsonElement Options,
    IReadOnlyList<SummaryEpoch> Epochs)
{
    public static SummaryDocument Of(RunSummary summary)
    {
        var tta = summary.Plan.Options.TtaMode.ToString();
        return new SummaryDocument(
            summary.Best,
            summary.Test,
            summary.ValidationWithoutDuplicates,
            ScoreWithTta.Of(tta, summary.ValidationWithTta),
            ScoreWithTta.Of(tta, summary.TestWithTta),
            new SummaryTotals(
                summary.EpochsCompleted,
                summary.TotalSeconds,
                summary.Epochs.Sum(epoch => epoch.TrainingSeconds),
                summary.Epochs.Sum(epoch => epoch.ValidationSeconds),
                summary.RankSumShare),
            SummaryRun.Of(summary.Plan),
            summary.Plan.Environment,
            summary.Beginning,
            JsonSerializer.Deserialize<JsonElement>(ConfigurationFile.ToJson(summary.Plan.Options)),
            [.. summary.Epochs.Select(SummaryEpoch.Of)]);
    }
}

/// <summary>Scores with test-time augmentation.</summary>
internal sealed record ScoreWithTta(string Tta, double Accuracy, double MacroF1, double Loss)
{
    public static ScoreWithTta? Of(string tta, EvaluationResult? result) =>
        result is null ? null : new ScoreWithTta(char.ToLowerInvariant(tta[0]) + tta[1..], result.Accuracy, result.MacroF1, result.Loss);
}

/// <summary>What a run took, resumed parts included.</summary>
/// <param name="Epochs">How many there were.</param>
/// <param name="Seconds">All of it.</param>
/// <param name="TrainingSeconds">The steps.</param>
/// <param name="ValidationSeconds">The validations.</param>
/// <param name="RankSumShare">The part of the last process's training time that went to sums over the ranks; null in one process.</param>
internal sealed record SummaryTotals(int Epochs, double Seconds, double TrainingSeconds, double ValidationSeconds, double? RankSumShare);

/// <summary>What a run was given.</summary>
internal sealed record SummaryRun(
    string Mode,
    string ModelType,
    long ParameterCount,
    string LabelMode,
    int Seed,
    string Data,
    IReadOnlyDictionary<string, int> Faces,
    IReadOnlyList<string> ClassNames,
    int StepsPerEpoch,
    HeldOutSplit? HeldOut,
    ExclusionList? Excluded,
    Initialization? Initialization,
    IReadOnlyDictionary<string, double>? ClassWeights)
{
    public static SummaryRun Of(RunPlan plan) => new(
        plan.Options.Mode.ToString().ToLowerInvariant(),
        plan.Options.ModelType,
        plan.ParameterCount,
        WordsOf(plan.Options.EffectiveLabelMode),
        plan.Options.Seed,
        plan.Layout,
        plan.FaceCounts.OrderBy(pair => pair.Key).ToDictionary(pair => pair.Key.ToString().ToLowerInvariant(), pair => pair.Value),
        plan.ClassNames,
        plan.StepsPerEpoch,
        plan.HeldOut,
        plan.Excluded,
        plan.Initialization,
        plan.ClassWeights?.Zip(plan.ClassNames).ToDictionary(pair => pair.Second, pair => pair.First));

    private static string WordsOf(LabelMode mode) => mode switch
    {
        EmotionNet.Data.LabelMode.Majority => "majority",
        EmotionNet.Data.LabelMode.Probability => "probability",
        EmotionNet.Data.LabelMode.MultiTarget => "multi_target",
        _ => "single_label",
    };
}

/// <summary>An epoch in one line.</summary>
internal sealed record SummaryEpoch(
    int Epoch,
    double TrainingLoss,
    double ValidationAccuracy,
    double? ValidationAccuracyEma,
    double MacroF1,
    double LearningRate,
    double Seconds)
{
    public static SummaryEpoch Of(EpochStatistics epoch) => new(
        epoch.Epoch,
        epoch.TrainingLoss,
        epoch.RawValidation.Accuracy,
        epoch.EmaValidation?.Accuracy,
        epoch.BetterValidation.MacroF1,
        epoch.LearningRate,
        epoch.TrainingSeconds + epoch.ValidationSeconds);
}
