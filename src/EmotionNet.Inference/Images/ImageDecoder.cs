using EmotionNet.Files;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Bmp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.Memory;
using SixLabors.ImageSharp.PixelFormats;
using ImageSharpConfiguration = SixLabors.ImageSharp.Configuration;

namespace EmotionNet.Inference.Images;

/// <summary>Decodes PNG, JPEG, BMP and WebP files from strangers: checked by their headers first, within limits of size and memory.</summary>
internal static class ImageDecoder
{
    /// <summary>The formats, for a message.</summary>
    public const string Formats = "PNG, JPEG, BMP or WebP";

    /// <summary>Above an uncompressed image of the largest size, 3 bytes a pixel.</summary>
    public const int MaximumFileLength = 160 << 20;

    /// <summary>What decoding one image may take, its pixels included: 50 megapixels of 3 bytes, and the buffers of a decoder.</summary>
    public const long MaximumDecodingBytes = 190 << 20;

    /// <summary>Decoders of still images alone (those of GIF and TIFF have had the flaws), without their text and colour profiles, and a bound on memory.</summary>
    public static ImageSharpConfiguration Configuration { get; } = CreateConfiguration();

    /// <summary>Decodes an image as it is stored, with the EXIF orientation of a JPEG in its metadata. Transparency is ignored.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="limits">How large the image may be.</param>
    /// <param name="path">Where it comes from, for a message.</param>
    /// <exception cref="UserInputException">It is not an image of these formats, damaged, cut off, of another size, or takes too much memory.</exception>
    public static Image<Rgb24> Decode(byte[] file, ImageLimits limits, string? path)
    {
        Identify(file, limits, path);
        return Decode<Rgb24>(file, path);
    }

    /// <summary>Decodes an image that <see cref="Identify"/> has let pass, in at most <see cref="MaximumDecodingBytes"/>.</summary>
    /// <exception cref="UserInputException">It is damaged, or takes more memory.</exception>
    public static Image<TPixel> Decode<TPixel>(byte[] file, string? path)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        var memory = new BoundedAllocator(Configuration.MemoryAllocator, MaximumDecodingBytes);
        var configuration = Configuration.Clone();
        configuration.MemoryAllocator = memory;
        try
        {
            return Try(path, () => Image.Load<TPixel>(configuration, file));
        }
        catch
        {
            memory.Release();
            if (memory.IsExceeded)
            {
                throw new UserInputException(
                    $"the image takes more than {MaximumDecodingBytes >> 20} MB to decode",
                    "save it as PNG or as JPEG that is not progressive, or make it smaller",
                    path);
            }

            throw;
        }
    }

    /// <summary>Refuses a file before anything of it is decoded, by what its header says.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="limits">How large the image may be.</param>
    /// <param name="path">Where it comes from, for a message.</param>
    /// <returns>Its size, and whether it is a PNG whose pixels are grey values already.</returns>
    /// <exception cref="UserInputException">It is not an image of these formats, cut off, or of another size.</exception>
    public static (int Width, int Height, bool IsGreyPng) Identify(byte[] file, ImageLimits limits, string? path)
    {
        using var stream = new MemoryStream(file, writable: false);
        var (info, format) = ReadHeader(stream, limits, path);
        return ImageContainer.IsCutOff(file, info.Width, info.Height, info.PixelType.BitsPerPixel)
            ? throw Damaged(path, inner: null)
            : (info.Width, info.Height, format is PngFormat && info.Metadata.GetPngMetadata().ColorType == PngColorType.Grayscale);
    }

    /// <summary>Width times height by the header of a file, of which no more is read.</summary>
    /// <param name="file">The file, from its beginning.</param>
    /// <param name="limits">How large the image may be.</param>
    /// <param name="path">Where it comes from, for a message.</param>
    /// <exception cref="UserInputException">It is not an image of these formats, or of another size.</exception>
    public static long CountPixels(Stream file, ImageLimits limits, string? path)
    {
        var (info, _) = ReadHeader(file, limits, path);
        return (long)info.Width * info.Height;
    }

    /// <summary>Calls the decoder. What it throws at a damaged file is not always one of its own exceptions, so that all are taken for the file's fault.</summary>
    /// <exception cref="UserInputException">It threw.</exception>
    public static T Try<T>(string? path, Func<T> decode)
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

    private static ImageSharpConfiguration CreateConfiguration()
    {
        var configuration = new ImageSharpConfiguration(
            new PngConfigurationModule(), new JpegConfigurationModule(), new BmpConfigurationModule(), new WebpConfigurationModule())
        {
            MemoryAllocator = MemoryAllocator.Create(new MemoryAllocatorOptions { AllocationLimitMegabytes = 256, MaximumPoolSizeMegabytes = 8 }),
            MaxDegreeOfParallelism = 1, // the cores have an image each
        };
        configuration.ImageFormatsManager.SetDecoder(PngFormat.Instance, new PngDecoder { IgnoreMetadata = true });
        configuration.ImageFormatsManager.SetDecoder(WebpFormat.Instance, new WebpDecoder { IgnoreMetadata = true });
        return configuration;
    }

    private static (IImageInfo Info, IImageFormat? Format) ReadHeader(Stream file, ImageLimits limits, string? path)
    {
        var buffer = new byte[FileSignature.HeadLength];
        var head = buffer.AsSpan(0, Try(path, () => file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)));
        if (ImageContainer.IsAnimated(head))
        {
            throw new UserInputException("the image is animated", $"replace it by a {Formats} image of one frame, or remove it", path);
        }

        if (ImageContainer.IsBmpWithoutPixels(head, file.Length))
        {
            throw Damaged(path, inner: null);
        }

        file.Position = 0;
        IImageFormat? format = null;
        var info = Try(path, () => Image.Identify(Configuration, file, out format)) ?? throw new UserInputException(
            "the file is not an image that can be read" + (FileSignature.Of(head) is { } other ? $" but {other.Kind}" : ""),
            FileSignature.Of(head) is { IsPointer: true } pointer ? pointer.Fix : $"replace it by a {Formats} image, or remove it",
            path);
        CheckSize(info, limits, path);
        return (info, format);
    }

    private static void CheckSize(IImageInfo info, ImageLimits limits, string? path)
    {
        if (Math.Min(info.Width, info.Height) < ImageLimits.MinimumSide || Math.Max(info.Width, info.Height) > limits.MaximumSide)
        {
            throw new UserInputException(
                $"the image is {info.Width}×{info.Height} pixels",
                $"use one of {ImageLimits.MinimumSide} to {limits.MaximumSide} pixels a side",
                path);
        }

        if ((long)info.Width * info.Height > limits.MaximumMegapixels * 1_000_000L)
        {
            throw new UserInputException(
                $"the image is {info.Width}×{info.Height} pixels",
                $"use one of at most {limits.MaximumMegapixels} megapixels",
                path);
        }
    }

    private static UserInputException Damaged(string? path, Exception? inner) =>
        new("the image is damaged or cut off", "copy it again, save it as PNG, or remove it", path, inner: inner);
}
