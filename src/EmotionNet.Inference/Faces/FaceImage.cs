using EmotionNet.Files;
using EmotionNet.Inference.Images;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace EmotionNet.Inference.Faces;

/// <summary>
/// A decoded image, upright as its EXIF orientation says. Files are PNG, JPEG, BMP or WebP (not animated), at least 8 pixels a side and
/// at most 50 megapixels, which is checked before they are decoded.
/// </summary>
public sealed class FaceImage : IDisposable
{
    private readonly Image<Rgb24> _pixels;
    private readonly bool _isOwner;

    private FaceImage(Image<Rgb24> pixels, bool isOwner) => (_pixels, _isOwner) = (pixels, isOwner);

    /// <summary>Width in pixels.</summary>
    public int Width => _pixels.Width;

    /// <summary>Height in pixels.</summary>
    public int Height => _pixels.Height;

    /// <summary>The pixels.</summary>
    internal Image<Rgb24> Pixels => _pixels;

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
    public static FaceImage Load(ReadOnlyMemory<byte> file) => Decode(file.ToArray(), path: null);

    /// <summary>Wraps an image of ImageSharp's, which stays the caller's to dispose. Its EXIF orientation is not looked at.</summary>
    public static FaceImage From(Image<Rgb24> image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return new FaceImage(image, isOwner: false);
    }

    /// <summary>Copies a grey image of ImageSharp's. Its EXIF orientation is not looked at.</summary>
    public static FaceImage From(Image<L8> image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return new FaceImage(image.CloneAs<Rgb24>(ImageDecoder.Configuration), isOwner: true);
    }

    /// <summary>The content of an image file, with its name for messages.</summary>
    internal static FaceImage Decode(byte[] file, string? path) => new(ImageDecoder.Decode(file, ImageLimits.Picture, path), isOwner: true);

    /// <summary>Width times height by the header of an image file, which is checked like that of <see cref="Decode"/>.</summary>
    /// <exception cref="UserInputException">It is not an image of these formats, cut off, or of another size.</exception>
    internal static long CountPixels(byte[] file, string? path)
    {
        var size = ImageDecoder.Identify(file, ImageLimits.Picture, path);
        return (long)size.Width * size.Height;
    }

    /// <summary>The middle square as 48×48 grey values, for an image that is a cropped face already.</summary>
    internal byte[] ToGreyFace() => ImageFile.ToGreyFace(_pixels);

    /// <summary>The image at another size.</summary>
    internal Image<Rgb24> Resize(int width, int height) =>
        _pixels.Clone(ImageDecoder.Configuration, context => context.Resize(width, height, KnownResamplers.Triangle));

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isOwner)
        {
            _pixels.Dispose();
        }
    }
}
