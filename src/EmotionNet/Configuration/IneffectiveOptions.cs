namespace EmotionNet.Configuration;

/// <summary>Settings that were asked for and have no effect, and the one that wins over another.</summary>
internal static class IneffectiveOptions
{
    /// <summary>A sentence for each.</summary>
    public static IEnumerable<string> Find(ResolvedOptions resolved)
    {
        var (options, given) = resolved;
        if (options.SmallBatch && given.Contains("batch-size"))
        {
            yield return $"--small-batch wins over --batch-size {options.BatchSize}: {options.EffectiveBatchSize} faces a step.";
        }

        (string Name, bool Idle, string Because)[] rules =
        [
            ("epochs", options.BudgetMinutes > 0, "with --budget, which decides the length"),
            ("focal-gamma", !options.FocalLoss, "without --focal-loss"),
            ("teacher", options.TeacherShare == 0, "with --teacher-share 0"),
            ("teacher-share", options.Teacher is null, "without --teacher"),
            ("balanced-dir", !options.UseBalanced, "without --use-balanced"),
            ("ferplus-dir", options.Mode != TrainingMode.FerPlus, "without --mode ferplus"),
            ("ferplus-mode", options.Mode != TrainingMode.FerPlus, "without --mode ferplus"),
            ("data-dir", options.Mode == TrainingMode.FerPlus, "with --mode ferplus, which reads --ferplus-dir"),
        ];
        foreach (var (name, idle, because) in rules)
        {
            if (idle && given.Contains(name))
            {
                yield return $"--{name} has no effect {because}.";
            }
        }
    }
}
