using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Bmp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.PixelFormats;

namespace EmotionNet.Fuzz;

/// <summary>Small images in the formats that are read.</summary>
internal static class SeedImages
{
    private const int Side = 24;

    /// <summary>Them.</summary>
    public static IReadOnlyList<byte[]> Files()
    {
        IImageEncoder[] encoders =
        [
            new PngEncoder(),
            new PngEncoder { ColorType = PngColorType.Grayscale, BitDepth = PngBitDepth.Bit8 },
            new PngEncoder { ColorType = PngColorType.Palette, BitDepth = PngBitDepth.Bit4, InterlaceMethod = PngInterlaceMode.Adam7 },
            new PngEncoder { ColorType = PngColorType.RgbWithAlpha, BitDepth = PngBitDepth.Bit16 },
            new JpegEncoder { Quality = 80 },
            new JpegEncoder { ColorType = JpegColorType.Luminance },
            new JpegEncoder { ColorType = JpegColorType.YCbCrRatio420 },
            new BmpEncoder { BitsPerPixel = BmpBitsPerPixel.Pixel24 },
            new BmpEncoder { BitsPerPixel = BmpBitsPerPixel.Pixel8 },
            new WebpEncoder { FileFormat = WebpFileFormatType.Lossy },
            new WebpEncoder { FileFormat = WebpFileFormatType.Lossless },
        ];
        using var image = Draw();
        return [.. encoders.Select(encoder => Encode(image, encoder))];
    }

    private static Image<Rgb24> Draw()
    {
        var image = new Image<Rgb24>(Side, Side);
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                image[x, y] = new Rgb24((byte)(x * 10), (byte)(y * 10), (byte)((x ^ y) * 8));
            }
        }

        return image;
    }

    private static byte[] Encode(Image image, IImageEncoder encoder)
    {
        using var file = new MemoryStream();
        image.Save(file, encoder);
        return file.ToArray();
    }
}
