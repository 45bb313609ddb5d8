namespace EmotionNet.Data.Synthetic;

/// <summary>
/// The images of one split with both labellings, as FER2013 and FER+ are two labellings of the same images: a class from 0 to 6,
/// and ten votes. The seven classes are equally frequent; contempt, which FER2013 does not know, is a third of its neutral faces.
/// </summary>
internal sealed class SyntheticSplit
{
    // Images that FER+ has rules to drop; FER2013 keeps them, and they keep its scores below 100 %.
    private const double NonFaces = 0.01, HiddenFaces = 0.01, UnclearFaces = 0.03;

    private static readonly FerPlusEmotion[] EmotionOfClass =
    [
        FerPlusEmotion.Anger, FerPlusEmotion.Disgust, FerPlusEmotion.Fear, FerPlusEmotion.Happiness,
        FerPlusEmotion.Sadness, FerPlusEmotion.Surprise, FerPlusEmotion.Neutral,
    ];

    private SyntheticSplit(DataSplit split, int count)
    {
        Split = split;
        Pixels = new byte[count * FaceSet.PixelCount];
        Labels = new int[count];
        Votes = new int[count * Annotators.Columns];
    }

    public DataSplit Split { get; }

    public int Count => Labels.Length;

    /// <summary>2304 bytes an image.</summary>
    public byte[] Pixels { get; }

    /// <summary>FER2013's label of each image.</summary>
    public int[] Labels { get; }

    /// <summary>Ten counts an image, in the column order of <c>fer2013new.csv</c>; they sum to ten.</summary>
    public int[] Votes { get; }

    /// <summary>Draws a split; each image depends on its seed, split and index alone.</summary>
    public static SyntheticSplit Draw(int seed, DataSplit split, int count)
    {
        var drawn = new SyntheticSplit(split, count);
        Parallel.For(0, count, index => drawn.DrawImage(FaceRandom.For(seed, split, index), index));
        return drawn;
    }

    /// <summary>The ten counts of one image.</summary>
    public ReadOnlySpan<int> VotesOf(int index) => Votes.AsSpan(index * Annotators.Columns, Annotators.Columns);

    /// <summary>The pixels of one image.</summary>
    public ReadOnlySpan<byte> PixelsOf(int index) => Pixels.AsSpan(index * FaceSet.PixelCount, FaceSet.PixelCount);

    private void DrawImage(FaceRandom random, int index)
    {
        var label = index % EmotionOfClass.Length;
        var shown = EmotionOfClass[label];
        if (shown == FerPlusEmotion.Neutral && random.Chance(1.0 / 3))
        {
            shown = FerPlusEmotion.Contempt;
        }

        var look = FaceLook.Draw(ref random);
        var strength = random.Uniform(0.75, 1.15);
        var expression = Expression.Of(shown) * strength;
        var votes = Votes.AsSpan(index * Annotators.Columns, Annotators.Columns);
        var kind = random.Weighted([NonFaces, HiddenFaces, UnclearFaces, 1 - NonFaces - HiddenFaces - UnclearFaces]);
        switch (kind)
        {
            case 0:
                Annotators.NotAFace(votes, ref random);
                break;
            case 1:
                look = look.Hidden();
                Annotators.Hidden(votes, ref random);
                break;
            case 2:
                var other = EmotionOfClass[random.Below(EmotionOfClass.Length)];
                expression = expression.Towards(Expression.Of(other), 0.4);
                Annotators.Unclear(votes, shown, other, ref random);
                break;
            default:
                Annotators.Clear(votes, shown, strength, ref random);
                break;
        }

        Span<double> greys = stackalloc double[FaceSet.PixelCount];
        if (kind == 0)
        {
            NonFacePainter.Paint(greys, ref random);
        }
        else
        {
            new FacePainter(look, expression.Varied(ref random, 0.14)).Paint(greys);
        }

        Labels[index] = label;
        Camera.Develop(greys, Pixels.AsSpan(index * FaceSet.PixelCount, FaceSet.PixelCount), look.Blur, look.Noise, ref random);
    }
}
