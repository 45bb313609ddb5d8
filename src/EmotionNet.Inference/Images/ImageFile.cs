using EmotionNet.Files;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace EmotionNet.Inference.Images;

/// <summary>Image files: reads PNG, JPEG, BMP and WebP, and writes PNG.</summary>
internal static class ImageFile
{
    /// <summary>Pixels of a side of the network's input.</summary>
    public const int FaceSide = 48;

    /// <summary>Pixels of the network's input.</summary>
    public const int FacePixels = FaceSide * FaceSide;

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
        var face = new byte[FacePixels];
        ReadGreyFace(path, face);
        return face;
    }

    /// <summary>As <see cref="ReadGreyFace(string)"/>, into 2304 bytes of the caller's.</summary>
    /// <exception cref="UserInputException">The file is missing, not an image of these formats, damaged, cut off, or of another size.</exception>
    public static void ReadGreyFace(string path, Span<byte> face)
    {
        ReadGreyFace(InputFiles.ReadAllBytes(path, ImageDecoder.MaximumFileLength), path, face);
    }

    /// <summary>As <see cref="ReadGreyFace(string)"/>, of a file in memory, into 2304 bytes of the caller's.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="place">Where it comes from, for a message.</param>
    /// <param name="face">The bytes to fill.</param>
    /// <exception cref="UserInputException">It is not an image of these formats, damaged, cut off, or of another size.</exception>
    public static void ReadGreyFace(byte[] file, string place, Span<byte> face)
    {
        var isGreyPng = ImageDecoder.Identify(file, ImageLimits.Dataset, place).IsGreyPng;
        using var image = ToFace(file, isGreyPng, place);
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

        using var image = Image.LoadPixelData<L8>(ImageDecoder.Configuration, pixels, width, height);
        image.Save(output, GreyPng);
    }

    /// <summary>The middle square of an image as 48×48 grey values (ITU-R BT.601).</summary>
    /// <param name="colours">The image as it is stored.</param>
    /// <param name="orientation">How it is turned upright.</param>
    /// <returns>2304 bytes, row by row.</returns>
    public static byte[] ToGreyFace(Image<Rgb24> colours, ImageOrientation orientation)
    {
        using var grey = MiddleSquare(colours);
        ScaleToFace(grey);
        orientation.Apply(grey);
        var face = new byte[FacePixels];
        grey.CopyPixelDataTo(face);
        return face;
    }

    /// <summary>The luma of a colour (ITU-R BT.601). ImageSharp's own conversion to grey is BT.709.</summary>
    public static byte Luma(Rgb24 colour) => (byte)(((299 * colour.R) + (587 * colour.G) + (114 * colour.B) + 500) / 1000);

    private static Image<L8> ToFace(byte[] file, bool isGrey, string place)
    {
        if (isGrey)
        {
            var image = ImageDecoder.Decode<L8>(file, place);
            ScaleToFace(image);
            return image;
        }

        using var colours = ImageDecoder.Decode<Rgb24>(file, place);
        var grey = ToGrey(colours, new Rectangle(0, 0, colours.Width, colours.Height));
        ScaleToFace(grey);
        ImageOrientation.Of(colours).Apply(grey);
        return grey;
    }

    private static Image<L8> ToGrey(Image<Rgb24> colours, Rectangle area)
    {
        var grey = new Image<L8>(ImageDecoder.Configuration, area.Width, area.Height);
        colours.ProcessPixelRows(grey, (from, to) =>
        {
            for (var row = 0; row < area.Height; row++)
            {
                var source = from.GetRowSpan(area.Top + row).Slice(area.Left, area.Width);
                var target = to.GetRowSpan(row);
                for (var column = 0; column < source.Length; column++)
                {
                    target[column] = new L8(Luma(source[column]));
                }
            }
        });
        return grey;
    }

    // A square that data sets cannot have is reduced in colour first: its grey copy would take a third of its memory once more.
    private static Image<L8> MiddleSquare(Image<Rgb24> colours)
    {
        var side = Math.Min(colours.Width, colours.Height);
        var square = new Rectangle((colours.Width - side) / 2, (colours.Height - side) / 2, side, side);
        if (side <= ImageLimits.Dataset.MaximumSide)
        {
            return ToGrey(colours, square);
        }

        var face = new Rectangle(0, 0, FaceSide, FaceSide);
        using var smaller = colours.Clone(
            ImageDecoder.Configuration, context => context.Resize(FaceSide, FaceSide, KnownResamplers.Triangle, square, face, compand: false));
        return ToGrey(smaller, face);
    }

    private static void ScaleToFace(Image<L8> image)
    {
        if (image.Width == FaceSide && image.Height == FaceSide)
        {
            return;
        }

        // A cubic keeps edges when a face grows; a triangle as wide as the scale averages all pixels when it shrinks.
        var side = Math.Min(image.Width, image.Height);
        var square = new Rectangle((image.Width - side) / 2, (image.Height - side) / 2, side, side);
        var sampler = side < FaceSide ? KnownResamplers.MitchellNetravali : KnownResamplers.Triangle;
        image.Mutate(context => context.Crop(square).Resize(FaceSide, FaceSide, sampler));
    }
}
