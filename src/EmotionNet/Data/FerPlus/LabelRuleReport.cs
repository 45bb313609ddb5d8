namespace EmotionNet.Data.FerPlus;

/// <summary>What one FER+ label rule would do to one split.</summary>
/// <param name="Split">The split.</param>
/// <param name="Rule">The rule: majority, probability or multi-target.</param>
/// <param name="Counts">How many faces it keeps and drops.</param>
internal readonly record struct LabelRuleReport(DataSplit Split, LabelMode Rule, LabelRuleCounts Counts);
