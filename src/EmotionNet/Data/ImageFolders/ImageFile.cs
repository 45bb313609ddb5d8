using EmotionNet.Files;
using SkiaSharp;

namespace EmotionNet.Data.ImageFolders;

/// <summary>Pictures on disk. The only class that knows SkiaSharp as a reader and writer of pictures.</summary>
public static class ImageFile
{
    private const int SmallestSide = 8;
    private const int LargestSide = 4096;

    /// <summary>
    /// Reads a picture of any common kind as 48×48 grey values: colour by its luma (ITU-R BT.601), the middle square of an oblong picture, scaled where needed.
    /// </summary>
    /// <returns>2304 bytes, row by row.</returns>
    /// <exception cref="UserInputException">The file is missing, no picture, cut off, or of absurd size.</exception>
    public static byte[] ReadGreyFace(string path)
    {
        var face = new byte[FaceSet.PixelCount];
        ReadGreyFace(path, face);
        return face;
    }

    /// <summary>As <see cref="ReadGreyFace(string)"/>, into 2304 bytes of the caller's.</summary>
    /// <exception cref="UserInputException">The file is missing, no picture, cut off, or of absurd size.</exception>
    public static void ReadGreyFace(string path, Span<byte> face)
    {
        using var data = Bytes(path);
        using var codec = SKCodec.Create(data) ?? throw new UserInputException(
            "the file is no picture that can be read",
            "replace it by a PNG, JPEG, BMP, GIF or WebP picture, or remove it",
            path);
        var (width, height) = (codec.Info.Width, codec.Info.Height);

        // The sizes stand in the file's header: nothing has been decoded yet, and a "picture" of 60000 pixels a side never is.
        if (width < SmallestSide || height < SmallestSide || width > LargestSide || height > LargestSide)
        {
            throw new UserInputException($"the picture is {width}×{height} pixels", $"use one of {SmallestSide} to {LargestSide} pixels a side", path);
        }

        var grey = Decode(codec, path);
        if (width == FaceSet.ImageSize && height == FaceSet.ImageSize)
        {
            grey.CopyTo(face);
        }
        else
        {
            ScaleMiddleSquare(grey, width, height, face);
        }
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

        using var image = SKImage.FromPixelCopy(Grey(width, height), pixels);
        using var encoded = image.Encode(SKEncodedImageFormat.Png, 100);
        encoded.SaveTo(output);
    }

    private static SKImageInfo Grey(int width, int height) => new(width, height, SKColorType.Gray8, SKAlphaType.Opaque);

    private static SKData Bytes(string path)
    {
        using var file = InputFiles.Open(path);
        return SKData.Create(file);
    }

    private static byte[] Decode(SKCodec codec, string path)
    {
        var grey = new byte[codec.Info.Width * codec.Info.Height];
        if (codec.Info.ColorType == SKColorType.Gray8)
        {
            Fill(codec, Grey(codec.Info.Width, codec.Info.Height), grey, path);
            return grey;
        }

        var colours = new byte[4 * grey.Length];
        Fill(codec, new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul), colours, path);
        for (var pixel = 0; pixel < grey.Length; pixel++)
        {
            var rgba = colours.AsSpan(4 * pixel, 4);
            grey[pixel] = (byte)(((299 * rgba[0]) + (587 * rgba[1]) + (114 * rgba[2]) + 500) / 1000);
        }

        return grey;
    }

    private static unsafe void Fill(SKCodec codec, SKImageInfo info, byte[] pixels, string path)
    {
        fixed (byte* first = pixels)
        {
            var result = codec.GetPixels(info, (nint)first);
            if (result != SKCodecResult.Success)
            {
                throw new UserInputException($"the picture is damaged or cut off ({result})", "copy it again, or remove it", path);
            }
        }
    }

    private static unsafe void ScaleMiddleSquare(byte[] grey, int width, int height, Span<byte> face)
    {
        var side = Math.Min(width, height);
        // A cubic keeps edges when a face grows; mipmaps average all pixels when it shrinks, where a cubic alone would skip most.
        var sampling = side < FaceSet.ImageSize
            ? new SKSamplingOptions(SKCubicResampler.Mitchell)
            : new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear);
        fixed (byte* source = grey)
        fixed (byte* target = face)
        {
            var start = source + ((long)((height - side) / 2) * width) + ((width - side) / 2);
            using var square = new SKPixmap(Grey(side, side), (nint)start, width);
            using var scaled = new SKPixmap(Grey(FaceSet.ImageSize, FaceSet.ImageSize), (nint)target, FaceSet.ImageSize);
            if (!square.ScalePixels(scaled, sampling))
            {
                throw new InvalidOperationException("Skia refused to scale a grey picture.");
            }
        }
    }
}
