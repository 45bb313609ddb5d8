namespace EmotionNet.Data.FerPlus;

/// <summary>The faces of a split that a label rule keeps, their targets, and the count of what it drops.</summary>
/// <param name="Rows">The rows kept, in their order.</param>
/// <param name="Targets">Eight numbers for each.</param>
/// <param name="Counts">What was kept and dropped.</param>
internal readonly record struct FerPlusTargets(List<int> Rows, float[] Targets, LabelRuleCounts Counts)
{
    /// <summary>Applies a rule to some rows.</summary>
    public static FerPlusTargets Make(List<FerPlusRow> rows, List<int> candidates, LabelMode rule)
    {
        var kept = new List<int>(candidates.Count);
        var targets = new float[candidates.Count * FerPlusVotes.EmotionCount];
        Span<int> outcomes = stackalloc int[Enum.GetValues<LabelOutcome>().Length];
        foreach (var row in candidates)
        {
            var target = targets.AsSpan(kept.Count * FerPlusVotes.EmotionCount, FerPlusVotes.EmotionCount);
            var outcome = rows[row].ImageName.Length == 0 ? LabelOutcome.NotAFace : FerPlusVotes.Apply(rows[row].Votes, rule, target);
            outcomes[(int)outcome]++;
            if (outcome == LabelOutcome.Kept)
            {
                kept.Add(row);
            }
        }

        return new FerPlusTargets(kept, targets[..(kept.Count * FerPlusVotes.EmotionCount)], new LabelRuleCounts(
            outcomes[(int)LabelOutcome.Kept],
            outcomes[(int)LabelOutcome.NoMajority],
            outcomes[(int)LabelOutcome.Unknown],
            outcomes[(int)LabelOutcome.NotAFace],
            outcomes[(int)LabelOutcome.TooManyEmotions]));
    }

    /// <summary>
    /// The vote distributions of the rows kept by the majority rule, eight numbers for each. A face that the probability rule drops, as votes of 7, 2, 2 and 2
    /// make it do, has its majority target, so that the two always pair.
    /// </summary>
    public float[] Distributions(List<FerPlusRow> rows)
    {
        var distributions = (float[])Targets.Clone();
        Span<float> distribution = stackalloc float[FerPlusVotes.EmotionCount];
        for (var face = 0; face < Rows.Count; face++)
        {
            if (FerPlusVotes.Apply(rows[Rows[face]].Votes, LabelMode.Probability, distribution) == LabelOutcome.Kept)
            {
                distribution.CopyTo(distributions.AsSpan(face * FerPlusVotes.EmotionCount));
            }
        }

        return distributions;
    }
}
