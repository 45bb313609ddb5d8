namespace EmotionNet.Data.FerPlus;

/// <summary>
/// The rules by which ten votes become a target over eight emotions (Barsoum et al. 2016, arXiv:1608.01041, and Microsoft's reader).
/// A count of one vote is taken for a slip and set to zero first. <c>unknown</c> and <c>NF</c> count among all votes, but are not targets.
/// </summary>
internal static class FerPlusVotes
{
    /// <summary>Columns of votes: the eight emotions, <c>unknown</c>, <c>NF</c>.</summary>
    public const int ColumnCount = EmotionCount + 2;

    /// <summary>Columns of a target.</summary>
    public const int EmotionCount = 8;

    private const int UnknownColumn = EmotionCount;
    private const int MaximumEmotions = 3;

    /// <summary>Turns the votes of a face into its target.</summary>
    /// <param name="votes">Ten counts, in the order of <c>fer2013new.csv</c>.</param>
    /// <param name="mode">One of the three FER+ modes.</param>
    /// <param name="target">Eight numbers to fill: a distribution, or a multi-hot row in <see cref="LabelMode.MultiTarget"/>; all zero where the face is dropped.</param>
    public static LabelOutcome Apply(ReadOnlySpan<int> votes, LabelMode mode, Span<float> target)
    {
        target.Clear();
        Span<int> counts = stackalloc int[ColumnCount];
        var total = 0;
        for (var column = 0; column < ColumnCount; column++)
        {
            total += counts[column] = votes[column] > 1 ? votes[column] : 0;
        }

        if (total == 0)
        {
            return votes.IndexOfAnyExcept(0) < 0 ? LabelOutcome.NotAFace : LabelOutcome.NoMajority;
        }

        var leader = IndexOfLargest(counts); // the first of equals: an emotion wins a tie with unknown
        if (leader >= EmotionCount)
        {
            return leader == UnknownColumn ? LabelOutcome.Unknown : LabelOutcome.NotAFace;
        }

        var outcome = mode switch
        {
            LabelMode.Majority => Majority(counts, total, leader, target),
            LabelMode.Probability => Probability(counts, total, target),
            LabelMode.MultiTarget => MultiTarget(counts, total, target),
            _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "FER+ has votes, no single labels."),
        };
        if (outcome != LabelOutcome.Kept)
        {
            target.Clear();
        }

        return outcome;
    }

    private static LabelOutcome Majority(ReadOnlySpan<int> counts, int total, int leader, Span<float> target)
    {
        target[leader] = 1f;
        return IsMoreThanHalf(counts[leader], total) ? LabelOutcome.Kept : LabelOutcome.NoMajority;
    }

    /// <summary>The largest counts, equal ones together, until they hold three quarters of the votes or are three.</summary>
    private static LabelOutcome Probability(Span<int> counts, int total, Span<float> target)
    {
        var (held, chosen) = (0, 0);
        var leftEmotions = false;
        while (4 * held < 3 * total && chosen < MaximumEmotions && !leftEmotions)
        {
            var largest = counts[IndexOfLargest(counts)];
            for (var column = 0; column < ColumnCount && !leftEmotions; column++)
            {
                if (counts[column] != largest)
                {
                    continue;
                }

                leftEmotions = column >= EmotionCount; // unknown or NF comes next: no further emotion counts
                if (leftEmotions)
                {
                    continue;
                }

                target[column] = largest;
                counts[column] = 0;
                held += largest;
                chosen++;
            }
        }

        if (chosen > MaximumEmotions)
        {
            return LabelOutcome.TooManyEmotions;
        }

        if (!IsMoreThanHalf(held, total))
        {
            return LabelOutcome.NoMajority;
        }

        foreach (ref var share in target)
        {
            share /= held;
        }

        return LabelOutcome.Kept;
    }

    /// <summary>Every emotion with at least 30 % of the votes; unknown or NF with as much counts towards the half, but is not a target.</summary>
    private static LabelOutcome MultiTarget(ReadOnlySpan<int> counts, int total, Span<float> target)
    {
        var held = 0;
        for (var column = 0; column < ColumnCount; column++)
        {
            if (10 * counts[column] < 3 * total)
            {
                continue;
            }

            held += counts[column];
            if (column < EmotionCount)
            {
                target[column] = 1f;
            }
        }

        return IsMoreThanHalf(held, total) ? LabelOutcome.Kept : LabelOutcome.NoMajority;
    }

    private static bool IsMoreThanHalf(int held, int total) => 2 * held > total;

    private static int IndexOfLargest(ReadOnlySpan<int> counts)
    {
        var largest = 0;
        for (var column = 1; column < counts.Length; column++)
        {
            if (counts[column] > counts[largest])
            {
                largest = column;
            }
        }

        return largest;
    }
}
