namespace EmotionNet.Data.Synthetic;

/// <summary>
/// The ten people who look at an image and name an emotion, as FER+ had it done: mostly right on a strong expression, often a near
/// emotion or "neutral" on a weak one, and sometimes at a loss.
/// </summary>
internal static class Annotators
{
    /// <summary>Annotators of an image.</summary>
    public const int Count = 10;

    /// <summary>Columns of <c>fer2013new.csv</c>: eight emotions, <c>unknown</c>, <c>NF</c>.</summary>
    public const int Columns = 10;

    /// <summary>Votes on a face that shows one emotion.</summary>
    public static void Clear(Span<int> votes, FerPlusEmotion shown, double strength, ref FaceRandom random)
    {
        Span<double> weights = stackalloc double[Columns];
        weights[(int)FerPlusEmotion.Neutral] = 0.12;
        weights[(int)FerPlusEmotion.Unknown] = 0.04;
        var (near, second) = NearTo(shown);
        weights[(int)near] += 0.2;
        weights[(int)second] += 0.06;
        weights[(int)shown] = 3.2 * strength;
        Cast(votes, weights, ref random);
    }

    /// <summary>Votes on a face between two emotions, or between all of them.</summary>
    public static void Unclear(Span<int> votes, FerPlusEmotion first, FerPlusEmotion second, ref FaceRandom random)
    {
        Span<double> weights = stackalloc double[Columns];
        weights.Fill(random.Chance(0.5) ? 0.25 : 0.02);
        weights[(int)first] = 1;
        weights[(int)second] = 0.8;
        weights[(int)FerPlusEmotion.Unknown] = 0.15;
        weights[(int)FerPlusEmotion.NotAFace] = 0;
        Cast(votes, weights, ref random);
    }

    /// <summary>Votes on a face of which too little is seen.</summary>
    public static void Hidden(Span<int> votes, ref FaceRandom random) =>
        Cast(votes, [0.1, 0.05, 0.05, 0.1, 0.05, 0.05, 0.05, 0.02, 1, 0.1], ref random);

    /// <summary>Votes on an image of something else; most often nobody is in doubt.</summary>
    public static void NotAFace(Span<int> votes, ref FaceRandom random) =>
        Cast(votes, random.Chance(0.7) ? [0, 0, 0, 0, 0, 0, 0, 0, 0, 1] : [0.05, 0, 0.05, 0, 0, 0, 0, 0, 0.3, 1], ref random);

    private static void Cast(Span<int> votes, ReadOnlySpan<double> weights, ref FaceRandom random)
    {
        votes.Clear();
        for (var annotator = 0; annotator < Count; annotator++)
        {
            votes[random.Weighted(weights)]++;
        }
    }

    private static (FerPlusEmotion Near, FerPlusEmotion Second) NearTo(FerPlusEmotion shown) => shown switch
    {
        FerPlusEmotion.Happiness => (FerPlusEmotion.Neutral, FerPlusEmotion.Surprise),
        FerPlusEmotion.Surprise => (FerPlusEmotion.Fear, FerPlusEmotion.Happiness),
        FerPlusEmotion.Sadness => (FerPlusEmotion.Neutral, FerPlusEmotion.Fear),
        FerPlusEmotion.Anger => (FerPlusEmotion.Disgust, FerPlusEmotion.Sadness),
        FerPlusEmotion.Disgust => (FerPlusEmotion.Anger, FerPlusEmotion.Contempt),
        FerPlusEmotion.Fear => (FerPlusEmotion.Surprise, FerPlusEmotion.Sadness),
        FerPlusEmotion.Contempt => (FerPlusEmotion.Disgust, FerPlusEmotion.Happiness),
        _ => (FerPlusEmotion.Sadness, FerPlusEmotion.Contempt),
    };
}
