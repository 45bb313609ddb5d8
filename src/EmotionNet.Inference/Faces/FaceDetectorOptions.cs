namespace EmotionNet.Inference.Faces;

/// <summary>What counts as a face, and what finding it may cost.</summary>
public readonly record struct FaceDetectorOptions()
{
    /// <summary>The minimum of <see cref="MinimumFaceSize"/>: smaller faces would need larger images than are sensible.</summary>
    internal const int SmallestMinimum = 20;

    /// <summary>The default of <see cref="MinimumFaceSize"/>.</summary>
    internal const int DefaultMinimumFaceSize = 40;

    /// <summary>The default of <see cref="MinimumScore"/>.</summary>
    internal const float DefaultMinimumScore = 0.65f;

    /// <summary>The side of the smallest face to look for, 20 or more pixels of the image; smaller faces may be found as well. Small values cost time.</summary>
    public int MinimumFaceSize { get; init; } = DefaultMinimumFaceSize;

    /// <summary>The score below which a box is not a face, 0 to 1.</summary>
    public float MinimumScore { get; init; } = DefaultMinimumScore;

    /// <summary>The threads that search one image.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Throws where a value is out of range.</summary>
    internal FaceDetectorOptions Validated()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MinimumFaceSize, SmallestMinimum);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(MinimumScore, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(MinimumScore, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads, 1);
        return this;
    }
}
