namespace EmotionNet.Inference.Faces;

/// <summary>A point in an image, in pixels from its top left corner.</summary>
/// <param name="X">To the right.</param>
/// <param name="Y">Downwards.</param>
public readonly record struct FacePoint(float X, float Y)
{
    /// <summary>The point as text in the invariant culture.</summary>
    public override string ToString() => FormattableString.Invariant($"{X:0},{Y:0}");
}
