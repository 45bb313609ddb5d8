using System.Runtime.InteropServices;
using EmotionNet.Files;
using EmotionNet.Inference.Images;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace EmotionNet.Inference.Faces;

/// <summary>
/// A decoded image, seen upright as its EXIF orientation says. Files are PNG, JPEG, BMP or WebP (not animated), at least 8 pixels a side and
/// at most 50 megapixels, which is checked before they are decoded.
/// </summary>
public sealed class FaceImage : IDisposable
{
    private readonly Image<Rgb24> _pixels;
    private readonly ImageOrientation _orientation;
    private readonly bool _isOwner;

    private FaceImage(Image<Rgb24> pixels, ImageOrientation orientation, bool isOwner)
    {
        (_pixels, _orientation, _isOwner) = (pixels, orientation, isOwner);
        (Width, Height) = orientation.Turn(pixels.Size());
    }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>The pixels as they are stored, which <see cref="Orientation"/> relates to what is seen.</summary>
    internal Image<Rgb24> Pixels => _pixels;

    /// <summary>How the stored pixels are turned upright.</summary>
    internal ImageOrientation Orientation => _orientation;

    /// <summary>Reads a file.</summary>
    /// <exception cref="UserInputException">The file is missing, not an image of these formats, damaged, cut off, or of another size.</exception>
    public static FaceImage Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Decode(InputFiles.ReadAllBytes(path, ImageDecoder.MaximumFileLength), path);
    }

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="file">The content of an image file.</param>
    /// <exception cref="UserInputException">The content is not an image of these formats, damaged, cut off, or of another size.</exception>
    public static FaceImage Load(Stream file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return Decode(InputFiles.ReadToEnd(file, ImageDecoder.MaximumFileLength), path: null);
    }

    /// <summary>Decodes the content of an image file.</summary>
    /// <exception cref="UserInputException">The content is not an image of these formats, damaged, cut off, or of another size.</exception>
    public static FaceImage Load(ReadOnlyMemory<byte> file) =>
        Decode(MemoryMarshal.TryGetArray(file, out var whole) && whole.Count == whole.Array!.Length ? whole.Array : file.ToArray(), path: null);

    /// <summary>Wraps an image of ImageSharp's, which stays the caller's to dispose. Its EXIF orientation is not looked at.</summary>
    public static FaceImage From(Image<Rgb24> image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return new FaceImage(image, ImageOrientation.Upright, isOwner: false);
    }

    /// <summary>Copies a grey image of ImageSharp's. Its EXIF orientation is not looked at.</summary>
    public static FaceImage From(Image<L8> image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return new FaceImage(image.CloneAs<Rgb24>(ImageDecoder.Configuration), ImageOrientation.Upright, isOwner: true);
    }

    /// <summary>The content of an image file, with its name for messages.</summary>
    internal static FaceImage Decode(byte[] file, string? path)
    {
        var pixels = ImageDecoder.Decode(file, ImageLimits.Picture, path);
        return new FaceImage(pixels, ImageOrientation.Of(pixels), isOwner: true);
    }

    /// <summary>Width times height by the header of an image file, of which no more is read.</summary>
    /// <exception cref="UserInputException">It is not an image of these formats, or of another size.</exception>
    internal static long CountPixels(Stream file, string? path) => ImageDecoder.CountPixels(file, ImageLimits.Picture, path);

    /// <summary>The middle square as 48×48 grey values, for an image that is a cropped face already.</summary>
    internal byte[] ToGreyFace() => ImageFile.ToGreyFace(_pixels, _orientation);

    /// <summary>The image at another size, or a part of that.</summary>
    /// <param name="width">The width of all of it, in pixels.</param>
    /// <param name="height">The height of all of it.</param>
    /// <param name="top">The first row of the part.</param>
    /// <param name="rows">The rows of the part. Each has the same values as in the whole.</param>
    internal Image<Rgb24> Resize(int width, int height, int top, int rows)
    {
        var size = _orientation.Turn(new Size(width, height));
        var part = _orientation.ToStored(new Rectangle(0, top, width, rows), size);
        return Upright(_pixels.Clone(ImageDecoder.Configuration, context => context.Resize(
            part.Width, part.Height, KnownResamplers.Triangle, new Rectangle(-part.X, -part.Y, size.Width, size.Height), compand: false)));
    }

    /// <summary>A square window of the image, scaled; black where it reaches beyond the image.</summary>
    /// <param name="centre">The middle of the window, in pixels of the image.</param>
    /// <param name="scale">Pixels of the window for one of the image.</param>
    /// <param name="side">Pixels of a side of the window.</param>
    internal Image<Rgb24> Window(FacePoint centre, float scale, int side)
    {
        var half = Math.Max(1, (int)MathF.Round(side / scale / 2));
        int left = (int)MathF.Round(centre.X) - half, top = (int)MathF.Round(centre.Y) - half;
        var source = Rectangle.Intersect(new Rectangle(left, top, 2 * half, 2 * half), new Rectangle(0, 0, Width, Height));
        var target = new Rectangle(
            ToWindow(source.X - left), ToWindow(source.Y - top), Math.Max(1, ToWindow(source.Width)), Math.Max(1, ToWindow(source.Height)));
        return Upright(_pixels.Clone(ImageDecoder.Configuration, context => context.Resize(
            side,
            side,
            KnownResamplers.Triangle,
            _orientation.ToStored(source, _pixels.Size()),
            _orientation.ToStored(target, new Size(side, side)),
            compand: false)));

        int ToWindow(int length) => (int)((long)length * side / (2 * half));
    }

    private Image<Rgb24> Upright(Image<Rgb24> part)
    {
        _orientation.Apply(part);
        return part;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isOwner)
        {
            _pixels.Dispose();
        }
    }
}
