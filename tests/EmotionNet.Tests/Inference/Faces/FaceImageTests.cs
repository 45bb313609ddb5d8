using System.Buffers.Binary;
using EmotionNet.Inference.Faces;
using EmotionNet.Tests.Inference.Images;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;
using SixLabors.ImageSharp.PixelFormats;

namespace EmotionNet.Tests.Inference.Faces;

/// <summary>Images as strangers send them.</summary>
[Collection(TorchFreeTests.Name)]
public sealed class FaceImageTests
{
    // 20×20 pixels of cyan 0, magenta 200, yellow 100, key 20.
    private const string CmykJpeg =
        "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwANCQoLCggNCwoLDg4NDxMgFRMSEhMnHB4XIC4pMTAuKS0sMzpKPjM2RjcsLUBXQUZMTlJTUjI+WmFaUGBKUVJP/8AAFAgAFAAUBEMRAE0RAFkRAEsR"
        + "AP/EAB8AAAEFAQEBAQEBAAAAAAAAAAABAgMEBQYHCAkKC//EALUQAAIBAwMCBAMFBQQEAAABfQECAwAEEQUSITFBBhNRYQcicRQygZGhCCNCscEVUtHwJDNicoIJChYXGBkaJSYnKCkqNDU2"
        + "Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2drh4uPk5ebn6Onq8fLz9PX29/j5"
        + "+v/aAA4EQwBNAFkASwAAPwD06uSrRr0Kiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiv//Z";

    [Fact]
    public void A_cmyk_image_is_read()
    {
        using var image = FaceImage.Load(Convert.FromBase64String(CmykJpeg));

        var pixel = image.Pixels[10, 10];
        Assert.True(pixel.R > pixel.B && pixel.B > pixel.G, pixel.ToString());
    }

    [Fact]
    public void An_image_of_sixteen_bits_is_read()
    {
        using var image = FaceImage.Load(Encode(new PngEncoder { BitDepth = PngBitDepth.Bit16, ColorType = PngColorType.Rgb }));

        Assert.Equal(new Rgb24(200, 100, 50), image.Pixels[3, 3]);
    }

    [Fact]
    public void An_image_is_turned_upright_as_its_orientation_says()
    {
        using var lying = new Image<Rgb24>(60, 40);
        lying.Metadata.ExifProfile = new ExifProfile();
        lying.Metadata.ExifProfile.SetValue(ExifTag.Orientation, (ushort)6);
        using var file = new MemoryStream();
        lying.SaveAsJpeg(file);

        using var image = FaceImage.Load(file.ToArray());

        Assert.Equal((40, 60), (image.Width, image.Height));
    }

    [Theory]
    [InlineData(1, 1, "use one of 8 to 30000 pixels a side")]
    [InlineData(30_000, 30_000, "use one of at most 50 megapixels")]
    [InlineData(100_000, 8, "use one of 8 to 30000 pixels a side")]
    public void An_image_that_is_too_small_or_too_large_is_refused_by_its_header(int width, int height, string fix)
    {
        var error = ErrorOf(Png.HeaderOnly(width, height));

        Assert.Contains($"the image is {width}×{height} pixels; {fix}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_png_that_inflates_to_more_than_its_pixels_costs_no_memory(bool interlaced)
    {
        var file = Png.OfZeros(64, 64, interlaced, inflatedLength: 300 << 20);

        var before = GC.GetAllocatedBytesForCurrentThread();
        using (var image = FaceImage.Load(file))
        {
            Assert.Equal(64, image.Width);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 50_000_000);
    }

    [Fact]
    public void A_progressive_image_that_takes_too_much_memory_is_refused_and_leaves_none_behind()
    {
        using var small = new Image<Rgb24>(16, 16);
        using var stream = new MemoryStream();
        small.SaveAsJpeg(stream);
        var file = stream.ToArray();
        var frame = file.AsSpan().IndexOf([(byte)0xFF, (byte)0xC0]);
        file[frame + 1] = 0xC2; // progressive: all coefficients are held until the last scan
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(frame + 5), 7000);
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(frame + 7), 7000);

        Assert.Contains(
            "the image takes more than 190 MB to decode; save it as PNG or as JPEG that is not progressive, or make it smaller",
            ErrorOf(file).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Text_and_nothing_are_refused()
    {
        Assert.Contains("not an image that can be read", ErrorOf("hello, world"u8.ToArray()).Message, StringComparison.Ordinal);
        Assert.Contains("is empty", Assert.Throws<UserInputException>(() => FaceImage.Load(new MemoryStream())).Message, StringComparison.Ordinal);
    }

    private static UserInputException ErrorOf(byte[] file) => Assert.Throws<UserInputException>(() => FaceImage.Load(file));

    private static byte[] Encode(PngEncoder encoder)
    {
        using var image = new Image<Rgb24>(20, 20, new Rgb24(200, 100, 50));
        using var file = new MemoryStream();
        image.Save(file, encoder);
        return file.ToArray();
    }
}
