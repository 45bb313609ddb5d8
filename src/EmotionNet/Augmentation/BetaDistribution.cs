namespace EmotionNet.Augmentation;

/// <summary>Draws from Beta(α, α), the proportion of mixup and CutMix: two Gamma draws (Marsaglia and Tsang 2000).</summary>
internal static class BetaDistribution
{
    /// <summary>A number from 0 to 1.</summary>
    internal static double DrawSymmetric(double alpha, Random random)
    {
        var (first, second) = (DrawGamma(alpha, random), DrawGamma(alpha, random));

        // For a tiny alpha both draws can fall below the smallest double; the distribution is then a coin.
        return first + second > 0 ? first / (first + second) : random.Next(2);
    }

    private static double DrawGamma(double shape, Random random)
    {
        if (shape < 1)
        {
            return DrawGamma(shape + 1, random) * Math.Pow(1 - random.NextDouble(), 1 / shape);
        }

        var d = shape - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var normal = DrawNormal(random);
            var v = 1 + (c * normal);
            v *= v * v;
            if (v > 0 && Math.Log(1 - random.NextDouble()) < (0.5 * normal * normal) + (d * (1 - v + Math.Log(v))))
            {
                return d * v;
            }
        }
    }

    private static double DrawNormal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
