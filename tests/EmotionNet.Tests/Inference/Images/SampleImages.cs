using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Bmp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.PixelFormats;

namespace EmotionNet.Tests.Inference.Images;

/// <summary>Small valid images of the formats that are read, in several variants of each.</summary>
internal static class SampleImages
{
    private static readonly Dictionary<string, IImageEncoder> Encoders = new()
    {
        ["grey.png"] = new PngEncoder { ColorType = PngColorType.Grayscale },
        ["palette.png"] = new PngEncoder { ColorType = PngColorType.Palette },
        ["interlaced.png"] = new PngEncoder { InterlaceMethod = PngInterlaceMode.Adam7 },
        ["wide.png"] = new PngEncoder { ColorType = PngColorType.RgbWithAlpha, BitDepth = PngBitDepth.Bit16 },
        ["colour.jpg"] = new JpegEncoder { Quality = 90 },
        ["subsampled.jpg"] = new JpegEncoder { ColorType = JpegColorType.YCbCrRatio420 },
        ["grey.jpg"] = new JpegEncoder { ColorType = JpegColorType.Luminance },
        ["colour.bmp"] = new BmpEncoder { BitsPerPixel = BmpBitsPerPixel.Pixel24 },
        ["palette.bmp"] = new BmpEncoder { BitsPerPixel = BmpBitsPerPixel.Pixel8 },
        ["wide.bmp"] = new BmpEncoder { BitsPerPixel = BmpBitsPerPixel.Pixel32, SupportTransparency = true },
        ["lossy.webp"] = new WebpEncoder { FileFormat = WebpFileFormatType.Lossy },
        ["lossless.webp"] = new WebpEncoder { FileFormat = WebpFileFormatType.Lossless },
    };

    public static TheoryData<string> Names => [.. Encoders.Keys];

    public static IEnumerable<byte[]> All => Encoders.Keys.Select(Create);

    /// <summary>The bytes of one of <see cref="Names"/>: 50 by 60 pixels of colour and some noise, the same each time.</summary>
    public static byte[] Create(string name)
    {
        using var image = new Image<Rgba32>(50, 60);
        var random = new Random(1);
        image.ProcessPixelRows(rows =>
        {
            for (var row = 0; row < rows.Height; row++)
            {
                foreach (ref var pixel in rows.GetRowSpan(row))
                {
                    pixel = new Rgba32((byte)(4 * row), (byte)(100 + random.Next(40)), 130, 255);
                }
            }
        });
        using var file = new MemoryStream();
        image.Save(file, Encoders[name]);
        return file.ToArray();
    }
}
