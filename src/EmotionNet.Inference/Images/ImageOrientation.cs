using EmotionNet.Inference.Faces;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;
using SixLabors.ImageSharp.Processing;

namespace EmotionNet.Inference.Images;

/// <summary>
/// How the stored pixels of an image lie to its upright view, as EXIF counts (1 to 8). A turned photograph is looked at through this instead of being
/// turned, which would take its memory a second time.
/// </summary>
/// <param name="Exif">1 is upright; from 5 on, rows are columns.</param>
internal readonly record struct ImageOrientation(int Exif)
{
    /// <summary>Stored as it is seen.</summary>
    public static ImageOrientation Upright { get; } = new(1);

    /// <summary>Whether width and height are exchanged.</summary>
    public bool IsTransposed => Exif >= 5;

    /// <summary>The orientation that the metadata of an image tell.</summary>
    public static ImageOrientation Of(Image image)
    {
        var value = image.Metadata.ExifProfile?.GetValue(ExifTag.Orientation)?.Value ?? 1;
        return value is >= 1 and <= 8 ? new ImageOrientation(value) : Upright;
    }

    /// <summary>The size of the upright view of a stored one, and the reverse.</summary>
    public Size Turn(Size size) => IsTransposed ? new Size(size.Height, size.Width) : size;

    /// <summary>Where a point of the upright view is stored.</summary>
    /// <param name="point">In pixels from the view's corner; the middle of its first pixel is at a half.</param>
    /// <param name="stored">The size of the stored image. A size of nothing turns a direction.</param>
    public FacePoint ToStored(FacePoint point, Size stored) => Exif switch
    {
        2 => new(stored.Width - point.X, point.Y),
        3 => new(stored.Width - point.X, stored.Height - point.Y),
        4 => new(point.X, stored.Height - point.Y),
        5 => new(point.Y, point.X),
        6 => new(point.Y, stored.Height - point.X),
        7 => new(stored.Width - point.Y, stored.Height - point.X),
        8 => new(stored.Width - point.Y, point.X),
        _ => point,
    };

    /// <summary>Where a rectangle of the upright view is stored.</summary>
    public Rectangle ToStored(Rectangle area, Size stored)
    {
        var first = ToStored(new FacePoint(area.Left, area.Top), stored);
        var last = ToStored(new FacePoint(area.Right, area.Bottom), stored);
        return Rectangle.FromLTRB(
            (int)Math.Min(first.X, last.X), (int)Math.Min(first.Y, last.Y), (int)Math.Max(first.X, last.X), (int)Math.Max(first.Y, last.Y));
    }

    /// <summary>Turns a small image upright.</summary>
    public void Apply(Image image)
    {
        var (rotation, flip) = Exif switch
        {
            2 => (RotateMode.None, FlipMode.Horizontal),
            3 => (RotateMode.Rotate180, FlipMode.None),
            4 => (RotateMode.None, FlipMode.Vertical),
            5 => (RotateMode.Rotate90, FlipMode.Horizontal),
            6 => (RotateMode.Rotate90, FlipMode.None),
            7 => (RotateMode.Rotate270, FlipMode.Horizontal),
            8 => (RotateMode.Rotate270, FlipMode.None),
            _ => (RotateMode.None, FlipMode.None),
        };
        if (this != Upright)
        {
            image.Mutate(context => context.RotateFlip(rotation, flip));
        }
    }
}
