using System.Globalization;
using EmotionNet.Checkpoints;
using EmotionNet.Data;
using EmotionNet.Data.Duplicates;
using EmotionNet.Data.FerPlus;
using EmotionNet.Evaluation;

namespace EmotionNet.Cli.Display;

/// <summary>The tables that commands show.</summary>
internal static class Tables
{
    /// <summary>Faces of each class in each split.</summary>
    public static TextTable Classes(EmotionDataset data)
    {
        var splits = Enum.GetValues<DataSplit>().Where(split => data[split] is not null).ToList();
        var counts = splits.ToDictionary(split => split, split => data[split]!.CountByClass());
        var rows = data.ClassNames
            .Select((name, column) => (IReadOnlyList<string>)[name, .. splits.Select(split => Count(counts[split][column]))])
            .Append(["all", .. splits.Select(split => Count(counts[split].Sum()))]);
        return new TextTable(["class", .. splits.Select(Name)], [.. rows]);
    }

    /// <summary>What a FER+ label rule kept and dropped.</summary>
    public static TextTable LabelRules(IReadOnlyDictionary<DataSplit, LabelRuleCounts> counts)
    {
        var splits = counts.Keys.Order().ToList();
        return new TextTable(["faces", .. splits.Select(Name)],
        [
            Row("kept", rule => rule.Kept),
            Row("dropped: no majority", rule => rule.NoMajority),
            Row("dropped: unknown", rule => rule.Unknown),
            Row("dropped: not a face", rule => rule.NotAFace),
            Row("dropped: too many emotions", rule => rule.TooManyEmotions),
        ]);

        string[] Row(string name, Func<LabelRuleCounts, int> value) => [name, .. splits.Select(split => Count(value(counts[split])))];
    }

    /// <summary>Duplicates and near-duplicates.</summary>
    public static TextTable Duplicates(IEnumerable<DuplicateCounts> counts) => new(
        ["faces of", "duplicated in", "equal", "nearly equal", "other label"],
        [.. counts.Select(row => (IReadOnlyList<string>)[Name(row.Split), row.Split == row.Other
            ? "the same, earlier"
            : Name(row.Other), Count(row.Equal), Count(row.Near), Count(row.LabelledOtherwise)])]);

    /// <summary>Faces that are one image, moved copies included.</summary>
    public static TextTable AuditCounts(IEnumerable<(DataSplit Split, DataSplit Other, int[] Kinds, int Conflicts)> counts) => new(
        ["faces of", "with a copy in", "equal", "nearly equal", "shifted or rescaled", "other label"],
        [.. counts.Select(row => (IReadOnlyList<string>)
        [
            Name(row.Split),
            row.Split == row.Other ? "the same, earlier" : Name(row.Other),
            .. row.Kinds.Select(kind => Count(kind)),
            Count(row.Conflicts),
        ])]);

    /// <summary>The epochs of a run; the best is marked.</summary>
    public static TextTable Epochs(IEnumerable<EpochStatistics> epochs, int bestEpoch) => new(
        ["epoch", "loss", "train acc", "val loss", "val acc", "val F1", "weights", "rate", "faces/s", "time", ""],
        [.. epochs.Select(epoch => (IReadOnlyList<string>)[
            Count(epoch.Epoch),
            Short(epoch.TrainingLoss),
            Percent(epoch.TrainingAccuracy),
            Short(epoch.BetterValidation.Loss),
            Percent(epoch.BetterValidation.Accuracy),
            Short(epoch.BetterValidation.MacroF1),
            Name(epoch.BetterSource),
            Rate(epoch.LearningRate),
            epoch.FacesPerSecond.ToString("0", CultureInfo.InvariantCulture),
            Time(epoch.TrainingSeconds + epoch.ValidationSeconds),
            epoch.Epoch == bestEpoch ? "best" : ""])]);

    /// <summary>The headings of <see cref="Scores"/>.</summary>
    public static IReadOnlyList<string> ScoreNames => ["faces", "accuracy", "95 % interval", "macro-F1", "loss"];

    /// <summary>The scores of a network, as the cells of a row.</summary>
    public static IReadOnlyList<string> Scores(EvaluationResult result) =>
    [
        Count(result.Count),
        Percent(result.Accuracy),
        Interval(result.AccuracyInterval),
        Short(result.MacroF1),
        Short(result.Loss),
    ];

    /// <summary>The scores of each class.</summary>
    public static TextTable ClassScores(EvaluationResult result) => new(
        ["class", "faces", "precision", "recall", "F1"],
        [.. result.Classes
            .Select(score => (IReadOnlyList<string>)[score.Name, Count(score.Count), Percent(score.Precision), Percent(score.Recall), Short(score.F1)])]);

    /// <summary>The confusion matrix; a row is a true class.</summary>
    public static TextTable Confusion(EvaluationResult result) => new(
        ["true \\ predicted", .. result.Classes.Select(score => score.Name)],
        [.. result.ConfusionMatrix.Select((row, index) => (IReadOnlyList<string>)[result.Classes[index].Name, .. row.Select(Count)])]);

    /// <summary>A split in words.</summary>
    public static string Name(DataSplit split) => split.ToString().ToLowerInvariant();

    /// <summary>Weights in words.</summary>
    public static string Name(WeightSource source) => source.ToString().ToLowerInvariant();

    /// <summary>A fraction as a percentage.</summary>
    public static string Percent(double fraction) => $"{(fraction * 100).ToString("0.0", CultureInfo.InvariantCulture)} %";

    /// <summary>An interval of percentages.</summary>
    public static string Interval(ConfidenceInterval interval) =>
        string.Create(CultureInfo.InvariantCulture, $"{interval.Lower * 100:0.0}–{interval.Upper * 100:0.0} %");

    /// <summary>A difference of fractions as percentage points.</summary>
    public static string Points(double fraction) => string.Create(CultureInfo.InvariantCulture, $"{fraction * 100:+0.0;-0.0;0.0} points");

    /// <summary>An interval of percentage points.</summary>
    public static string Points(ConfidenceInterval interval) =>
        string.Create(CultureInfo.InvariantCulture, $"{interval.Lower * 100:+0.0;-0.0;0.0} to {interval.Upper * 100:+0.0;-0.0;0.0}");

    /// <summary>A loss or F1.</summary>
    public static string Short(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    /// <summary>The divergence from the votes where it is known, to stand after other scores.</summary>
    public static string Divergence(EvaluationResult result) =>
        result.KullbackLeiblerDivergence is { } divergence ? $", KL divergence {Short(divergence)}" : "";

    /// <summary>How far the network's confidence is from its accuracy, in words.</summary>
    public static string Confidence(Calibration calibration)
    {
        var loss = calibration.LossAtTemperature is { } known ? $" (loss {Short(known)})" : "";
        var calibrated = calibration is { ErrorAtTemperature: { } error, Temperature: { } temperature }
            ? string.Create(CultureInfo.InvariantCulture, $", {Percent(error)} at temperature {temperature:0.00}{loss}")
            : "";
        return $"expected calibration error {Percent(calibration.Error)}{calibrated}";
    }

    /// <summary>A learning rate.</summary>
    public static string Rate(double value) => value.ToString("0.0e+0", CultureInfo.InvariantCulture);

    /// <summary>Seconds as <c>2:05</c> or <c>1:02:05</c>.</summary>
    public static string Time(double seconds)
    {
        var span = TimeSpan.FromSeconds(Math.Round(double.IsFinite(seconds) ? Math.Max(0, seconds) : 0));
        return span.TotalHours >= 1 ? $"{(int)span.TotalHours}:{span:mm\\:ss}" : $"{span.Minutes}:{span:ss}";
    }

    /// <summary>A number of things: <c>1 step</c>, <c>2 steps</c>.</summary>
    public static string Count(int value, string thing) => $"{Count(value)} {thing}{(value == 1 ? "" : "s")}";

    /// <summary>A number with its thousands set apart.</summary>
    public static string Count(int value) => Count((long)value);

    /// <summary>A number with its thousands set apart.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
