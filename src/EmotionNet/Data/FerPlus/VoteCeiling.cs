namespace EmotionNet.Data.FerPlus;

/// <summary>
/// What accuracy the votes of FER+ leave room for: ten new annotators would not always give a face the majority that it has, so that nobody who knows what all
/// people see in a face is always right about ten of them. The faces are those with a majority, by the paper's rule (Barsoum et al. 2016).
/// </summary>
/// <param name="Faces">The faces with a majority.</param>
/// <param name="AgainstMajority">
/// The expected accuracy, against the majority of ten new votes, of a classifier that always names the class with the most votes; new votes are drawn by the shares
/// of the old ones, and those without a majority are left out as the rule does.
/// </param>
/// <param name="AgainstMajoritySmoothed">
/// The same, where the shares are not taken for certain: they are drawn from the Dirichlet distribution of the ten votes and one more that is spread as all votes are.
/// </param>
/// <param name="AgainstOneVote">The expected accuracy of the same classifier against one vote.</param>
internal sealed record VoteCeiling(int Faces, double AgainstMajority, double AgainstMajoritySmoothed, double AgainstOneVote)
{
    private const int Draws = 200;

    /// <summary>Estimates it.</summary>
    /// <param name="rows">The faces; those without a majority are left out.</param>
    /// <param name="seed">Of the draws.</param>
    /// <returns>Null where no face has a majority.</returns>
    public static VoteCeiling? Of(IEnumerable<FerPlusRow> rows, int seed)
    {
        var kept = rows.Select(row => (row.Votes, Class: Majority(row.Votes))).Where(row => row.Class >= 0).ToList();
        if (kept.Count == 0)
        {
            return null;
        }

        var random = new Random(seed);
        var prior = new double[FerPlusVotes.ColumnCount];
        kept.ForEach(row => Add(prior, Shares(row.Votes), 1.0 / kept.Count));
        var (plain, smoothed, one) = (default(Tally), default(Tally), 0.0);
        foreach (var (votes, name) in kept)
        {
            var shares = Shares(votes);
            one += shares[name];
            for (var draw = 0; draw < Draws; draw++)
            {
                plain.Count(Majority(Draw(shares, votes.Sum(), random)), name);
                smoothed.Count(Majority(Draw(Dirichlet(votes, prior, random), votes.Sum(), random)), name);
            }
        }

        return new VoteCeiling(kept.Count, plain.Accuracy, smoothed.Accuracy, one / kept.Count);
    }

    private static int Majority(int[] votes)
    {
        Span<float> target = stackalloc float[FerPlusVotes.EmotionCount];
        return FerPlusVotes.Apply(votes, LabelMode.Majority, target) == LabelOutcome.Kept ? target.IndexOf(1f) : -1;
    }

    private static double[] Shares(int[] votes) => [.. votes.Select(count => (double)count / votes.Sum())];

    private static void Add(double[] sums, double[] values, double weight)
    {
        for (var column = 0; column < sums.Length; column++)
        {
            sums[column] += weight * values[column];
        }
    }

    private static int[] Draw(double[] shares, int count, Random random)
    {
        var votes = new int[shares.Length];
        for (var vote = 0; vote < count; vote++)
        {
            var (place, column) = (random.NextDouble(), 0);
            while (column < shares.Length - 1 && (place -= shares[column]) >= 0)
            {
                column++;
            }

            votes[column]++;
        }

        return votes;
    }

    private static double[] Dirichlet(int[] votes, double[] prior, Random random)
    {
        var values = votes.Zip(prior, (count, share) => Gamma(count + share, random)).ToArray();
        var sum = values.Sum();
        return [.. values.Select(value => value / sum)];
    }

    // Marsaglia and Tsang 2000; below 1 by way of shape + 1.
    private static double Gamma(double shape, Random random)
    {
        if (shape < 1)
        {
            return shape <= 0 ? 0 : Gamma(shape + 1, random) * Math.Pow(random.NextDouble(), 1 / shape);
        }

        var d = shape - (1.0 / 3);
        while (true)
        {
            var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            var cube = Math.Pow(1 + (normal / Math.Sqrt(9 * d)), 3);
            if (cube > 0 && Math.Log(1 - random.NextDouble()) < (0.5 * normal * normal) + d - (d * cube) + (d * Math.Log(cube)))
            {
                return d * cube;
            }
        }
    }

    private record struct Tally
    {
        private long _right, _all;

        public readonly double Accuracy => _all == 0 ? 0 : (double)_right / _all;

        // Votes without a majority are no label.
        public void Count(int majority, int name)
        {
            _all += majority >= 0 ? 1 : 0;
            _right += majority == name ? 1 : 0;
        }
    }
}
