using System.Globalization;
using EmotionNet.Losses;

namespace EmotionNet.Configuration;

/// <summary>Options that the user set and that have no effect, and the one that overrides another.</summary>
internal static class IneffectiveOptions
{
    private const string AllOfTeacher = "with `teacher-share` 1, which leaves the labels out of the loss";

    /// <summary>A sentence for each.</summary>
    public static IEnumerable<string> Find(ResolvedOptions resolved)
    {
        var (options, given) = resolved;
        if (options.SmallBatch && given.Contains("batch-size"))
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"`small-batch` overrides `batch-size` {options.BatchSize}: {options.EffectiveBatchSize} faces per step.");
        }

        if (options.WeightedSampler && options.ClassWeights != ClassWeighting.None)
        {
            yield return "`weighted-sampler` already draws each class as often as any other, and `class-weights` weighs rare ones again: use one of the two.";
        }

        (string Name, bool IsIneffective, string Because)[] rules =
        [
            ("epochs", options.BudgetMinutes > 0, "with `budget`, which decides the length"),
            ("focal-gamma", !options.FocalLoss, "without `focal-loss`"),
            ("class-weights-beta", options.ClassWeights != ClassWeighting.Effective, "without `class-weights` effective"),
            ("teacher", options.TeacherShare == 0, "with `teacher-share` 0"),
            ("teacher-share", options.Teacher is null, "without `teacher`"),
            ("class-weights", options is { Teacher: not null, TeacherShare: 1 }, AllOfTeacher),
            ("label-smoothing", options is { Teacher: not null, TeacherShare: 1 }, AllOfTeacher),
            ("focal-loss", options is { Teacher: not null, TeacherShare: 1 }, AllOfTeacher),
            ("stem", options.InitFrom is not null, "with `init-from`, whose file has the kernels"),
            ("mlflow-experiment", options.Mlflow is null, "without `mlflow`"),
            ("validation-fraction", options.Mode == TrainingMode.FerPlus, "with `mode` ferplus"),
            ("balanced-dir", !options.UseBalanced, "without `use-balanced`"),
            ("ferplus-dir", options.Mode != TrainingMode.FerPlus, "without `mode` ferplus"),
            ("ferplus-mode", options.Mode != TrainingMode.FerPlus, "without `mode` ferplus"),
            ("classes", options.Mode == TrainingMode.FerPlus, "with `mode` ferplus, which has classes of its own"),
            ("data-dir", options.Mode == TrainingMode.FerPlus, "with `mode` ferplus, which reads `ferplus-dir`"),
        ];
        foreach (var (name, isIneffective, because) in rules)
        {
            if (isIneffective && given.Contains(name))
            {
                yield return $"`{name}` has no effect {because}.";
            }
        }
    }
}
