namespace EmotionNet.Data.Synthetic;

/// <summary>
/// SplitMix64 (Steele, Lea and Flood 2014): the random numbers of one face. Integer arithmetic and exact conversions only, so that a
/// seed means the same face on every machine, and a generator for each face, so that the faces can be drawn in parallel.
/// </summary>
internal struct FaceRandom
{
    private ulong _state;

    private FaceRandom(ulong state) => _state = state;

    /// <summary>The generator of one face.</summary>
    public static FaceRandom For(int seed, DataSplit split, int index)
    {
        var random = new FaceRandom((ulong)(uint)seed);
        random._state = random.Next() ^ (ulong)split;
        random._state = random.Next() ^ (ulong)(uint)index;
        return random;
    }

    /// <summary>From 0 to below 1.</summary>
    public double Uniform() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>From <paramref name="low"/> to below <paramref name="high"/>.</summary>
    public double Uniform(double low, double high) => low + ((high - low) * Uniform());

    /// <summary>From −<paramref name="most"/> to <paramref name="most"/>.</summary>
    public double Around(double most) => Uniform(-most, most);

    /// <summary>Near to normal, of deviation 1: four uniform draws added up, for a logarithm's last bit differs between machines.</summary>
    public double Normal() => (Uniform() + Uniform() + Uniform() + Uniform() - 2) * 1.7320508075688772;

    /// <summary>True with a probability.</summary>
    public bool Chance(double probability) => Uniform() < probability;

    /// <summary>From 0 to below <paramref name="count"/>.</summary>
    public int Below(int count) => (int)(Uniform() * count);

    /// <summary>An index, with a probability in proportion to its weight.</summary>
    public int Weighted(ReadOnlySpan<double> weights)
    {
        var total = 0.0;
        foreach (var weight in weights)
        {
            total += weight;
        }

        var rest = Uniform() * total;
        for (var index = 0; index < weights.Length; index++)
        {
            rest -= weights[index];
            if (rest < 0)
            {
                return index;
            }
        }

        return weights.Length - 1;
    }

    private ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
