namespace EmotionNet.Inference.Faces;

/// <summary>A rectangle in an image, in pixels; it may reach beyond the edges.</summary>
/// <param name="X">The left edge.</param>
/// <param name="Y">The top edge.</param>
/// <param name="Width">Width.</param>
/// <param name="Height">Height.</param>
public readonly record struct FaceBox(float X, float Y, float Width, float Height)
{
    /// <summary>The middle.</summary>
    public FacePoint Centre => new(X + (Width / 2), Y + (Height / 2));

    /// <summary>Width times height.</summary>
    public float Area => Width * Height;

    /// <summary>The box as text in the invariant culture: <c>169,65 108×108</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{X:0},{Y:0} {Width:0}×{Height:0}");

    /// <summary>The area that two boxes share.</summary>
    internal float Intersection(FaceBox other)
    {
        var width = Math.Min(X + Width, other.X + other.Width) - Math.Max(X, other.X);
        var height = Math.Min(Y + Height, other.Y + other.Height) - Math.Max(Y, other.Y);
        return Math.Max(0, width) * Math.Max(0, height);
    }

    /// <summary>The shared area over the area of both, 0 to 1.</summary>
    internal float IntersectionOverUnion(FaceBox other)
    {
        var shared = Intersection(other);
        return shared <= 0 ? 0 : shared / (Area + other.Area - shared);
    }
}
