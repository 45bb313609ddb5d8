namespace EmotionNet.Inference.Images;

/// <summary>How large an image may be; checked before anything of it is decoded.</summary>
/// <param name="MaximumSide">Pixels of the longer side.</param>
/// <param name="MaximumMegapixels">Width times height, in millions.</param>
internal readonly record struct ImageLimits(int MaximumSide, int MaximumMegapixels)
{
    /// <summary>Fewer pixels a side show no face.</summary>
    public const int MinimumSide = 8;

    /// <summary>Images of data sets: the cores decode one each.</summary>
    public static ImageLimits Dataset { get; } = new(4096, 17);

    /// <summary>Pictures from cameras.</summary>
    public static ImageLimits Picture { get; } = new(30_000, 50);
}
