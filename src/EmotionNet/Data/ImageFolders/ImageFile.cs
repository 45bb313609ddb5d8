using EmotionNet.Files;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Bmp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.Memory;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;
using ImageSharpConfiguration = SixLabors.ImageSharp.Configuration;

namespace EmotionNet.Data.ImageFolders;

/// <summary>Image files: PNG, JPEG, BMP and WebP. The only class that knows ImageSharp.</summary>
internal static class ImageFile
{
    private const string Formats = "PNG, JPEG, BMP or WebP";
    private const int MinimumSide = 8;
    private const int MaximumSide = 4096;

    /// <summary>Above an uncompressed image of the maximum size, 4 bytes a pixel.</summary>
    private const int MaximumFileLength = 128 << 20;

    private static readonly ImageSharpConfiguration ImageSharp = CreateConfiguration();

    private static readonly PngEncoder GreyPng = new()
    {
        ColorType = PngColorType.Grayscale,
        BitDepth = PngBitDepth.Bit8,
        ChunkFilter = PngChunkFilter.ExcludeAll,
    };

    /// <summary>
    /// Reads an image as 48×48 grey values: upright as the EXIF orientation of a JPEG says, colour by its luma (ITU-R BT.601), the middle square of an oblong image,
    /// scaled where needed. Transparency is ignored.
    /// </summary>
    /// <param name="path">A PNG, JPEG, BMP or WebP (not animated) file of 8 to 4096 pixels a side.</param>
    /// <returns>2304 bytes, row by row.</returns>
    /// <exception cref="UserInputException">The file is missing, not an image of these formats, damaged, cut off, or of another size.</exception>
    public static byte[] ReadGreyFace(string path)
    {
        var face = new byte[FaceSet.PixelCount];
        ReadGreyFace(path, face);
        return face;
    }

    /// <summary>As <see cref="ReadGreyFace(string)"/>, into 2304 bytes of the caller's.</summary>
    /// <exception cref="UserInputException">The file is missing, not an image of these formats, damaged, cut off, or of another size.</exception>
    public static void ReadGreyFace(string path, Span<byte> face)
    {
        var file = InputFiles.ReadAllBytes(path, MaximumFileLength);
        var isGreyPng = Identify(file, path);
        using var image = Try(path, () => ToFace(file, isGreyPng));
        image.CopyPixelDataTo(face);
    }

    /// <summary>Writes a grey PNG, whole or not at all.</summary>
    /// <param name="path">The file; it is replaced where it is there.</param>
    /// <param name="pixels">The grey values, row by row.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <exception cref="UserInputException">The file cannot be written.</exception>
    public static void WriteGreyPng(string path, byte[] pixels, int width, int height) =>
        AtomicFile.Write(path, output => WriteGreyPng(output, pixels, width, height));

    /// <summary>Writes a grey PNG.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="pixels">The grey values, row by row.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    public static void WriteGreyPng(Stream output, ReadOnlySpan<byte> pixels, int width, int height)
    {
        if (pixels.Length != width * height)
        {
            throw new ArgumentException("Pixels must be width × height values.", nameof(pixels));
        }

        using var image = Image.LoadPixelData<L8>(ImageSharp, pixels, width, height);
        image.Save(output, GreyPng);
    }

    /// <summary>Decoders of still images alone (those of GIF and TIFF have had the flaws), without their text and colour profiles, and a bound on memory.</summary>
    private static ImageSharpConfiguration CreateConfiguration()
    {
        var configuration = new ImageSharpConfiguration(
            new PngConfigurationModule(), new JpegConfigurationModule(), new BmpConfigurationModule(), new WebpConfigurationModule())
        {
            MemoryAllocator = MemoryAllocator.Create(new MemoryAllocatorOptions { AllocationLimitMegabytes = 128, MaximumPoolSizeMegabytes = 64 }),
            MaxDegreeOfParallelism = 1, // the cores have an image each
        };
        configuration.ImageFormatsManager.SetDecoder(PngFormat.Instance, new PngDecoder { IgnoreMetadata = true });
        configuration.ImageFormatsManager.SetDecoder(WebpFormat.Instance, new WebpDecoder { IgnoreMetadata = true });
        return configuration;
    }

    /// <summary>Refuses a file before anything of it is decoded, by what its header says. True for a PNG whose pixels are grey values already.</summary>
    private static bool Identify(byte[] file, string path)
    {
        if (ImageContainer.IsAnimated(file))
        {
            throw new UserInputException("the image is animated", $"replace it by a {Formats} image of one frame, or remove it", path);
        }

        if (ImageContainer.IsBmpWithoutPixels(file))
        {
            throw Damaged(path, inner: null);
        }

        IImageFormat? format = null;
        var info = Try(path, () => Image.Identify(ImageSharp, file, out format)) ?? throw new UserInputException(
            "the file is not an image that can be read",
            $"replace it by a {Formats} image, or remove it",
            path);
        if (Math.Min(info.Width, info.Height) < MinimumSide || Math.Max(info.Width, info.Height) > MaximumSide)
        {
            throw new UserInputException(
                $"the image is {info.Width}×{info.Height} pixels",
                $"use one of {MinimumSide} to {MaximumSide} pixels a side",
                path);
        }

        return ImageContainer.IsCutOff(file, info.Width, info.Height, info.PixelType.BitsPerPixel)
            ? throw Damaged(path, inner: null)
            : format is PngFormat && info.Metadata.GetPngMetadata().ColorType == PngColorType.Grayscale;
    }

    private static Image<L8> ToFace(byte[] file, bool isGrey)
    {
        // Not for colour: ImageSharp's own conversion to grey is BT.709.
        if (isGrey)
        {
            var image = Image.Load<L8>(ImageSharp, file);
            ScaleToFace(image);
            return image;
        }

        using var colours = Image.Load<Rgb24>(ImageSharp, file);
        var grey = new Image<L8>(ImageSharp, colours.Width, colours.Height);
        colours.ProcessPixelRows(grey, (from, to) =>
        {
            for (var row = 0; row < from.Height; row++)
            {
                var source = from.GetRowSpan(row);
                var target = to.GetRowSpan(row);
                for (var column = 0; column < source.Length; column++)
                {
                    var (red, green, blue) = (source[column].R, source[column].G, source[column].B);
                    target[column] = new L8((byte)(((299 * red) + (587 * green) + (114 * blue) + 500) / 1000));
                }
            }
        });
        ScaleToFace(grey);
        if (colours.Metadata.ExifProfile is { } exif)
        {
            grey.Metadata.ExifProfile = exif;
            grey.Mutate(context => context.AutoOrient());
        }

        return grey;
    }

    private static void ScaleToFace(Image<L8> image)
    {
        if (image.Width == FaceSet.ImageSize && image.Height == FaceSet.ImageSize)
        {
            return;
        }

        // A cubic keeps edges when a face grows; a triangle as wide as the scale averages all pixels when it shrinks.
        var side = Math.Min(image.Width, image.Height);
        var square = new Rectangle((image.Width - side) / 2, (image.Height - side) / 2, side, side);
        var sampler = side < FaceSet.ImageSize ? KnownResamplers.MitchellNetravali : KnownResamplers.Triangle;
        image.Mutate(context => context.Crop(square).Resize(FaceSet.ImageSize, FaceSet.ImageSize, sampler));
    }

    /// <summary>Calls the decoder. What it throws at a damaged file is not always one of its own exceptions, so that all are taken for the file's fault.</summary>
    private static T Try<T>(string path, Func<T> decode)
    {
        try
        {
            return decode();
        }
        catch (Exception exception)
        {
            throw Damaged(path, exception);
        }
    }

    private static UserInputException Damaged(string path, Exception? inner) =>
        new("the image is damaged or cut off", "copy it again, save it as PNG, or remove it", path, inner: inner);
}
