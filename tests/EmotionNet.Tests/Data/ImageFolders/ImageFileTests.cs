using EmotionNet.Data;
using EmotionNet.Data.ImageFolders;
using SkiaSharp;

namespace EmotionNet.Tests.Data.ImageFolders;

public sealed class ImageFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_grey_png_is_read_back_as_it_was_written()
    {
        var pixels = new byte[FaceSet.PixelCount];
        new Random(1).NextBytes(pixels);
        ImageFile.WriteGreyPng(_folder.File("face.png"), pixels, FaceSet.ImageSize, FaceSet.ImageSize);

        Assert.Equal(pixels, ImageFile.ReadGreyFace(_folder.File("face.png")));
    }

    [Theory]
    [InlineData(255, 0, 0, 76)]
    [InlineData(0, 255, 0, 150)]
    [InlineData(0, 0, 255, 29)]
    [InlineData(90, 90, 90, 90)]
    public void Colour_becomes_grey_by_its_luma(int red, int green, int blue, int grey)
    {
        using (var bitmap = new SKBitmap(48, 48))
        {
            bitmap.Erase(new SKColor((byte)red, (byte)green, (byte)blue));
            using var file = File.Create(_folder.File("colour.png"));
            bitmap.Encode(file, SKEncodedImageFormat.Png, 100);
        }

        Assert.All(ImageFile.ReadGreyFace(_folder.File("colour.png")), pixel => Assert.Equal(grey, pixel));
    }

    [Theory]
    [InlineData(480, 480)]
    [InlineData(24, 24)]
    [InlineData(96, 60)]
    [InlineData(8, 4096)]
    public void A_picture_of_another_size_is_scaled_to_a_face_of_its_middle_square(int width, int height)
    {
        // Dark left half, bright right half: both must be there in equal parts whatever the size.
        var pixels = new byte[width * height];
        for (var index = 0; index < pixels.Length; index++)
        {
            pixels[index] = index % width < width / 2 ? (byte)40 : (byte)200;
        }

        ImageFile.WriteGreyPng(_folder.File("face.png"), pixels, width, height);

        var face = ImageFile.ReadGreyFace(_folder.File("face.png"));

        for (var row = 0; row < FaceSet.ImageSize; row++)
        {
            Assert.InRange(face[row * FaceSet.ImageSize], 36, 44);
            Assert.InRange(face[(row * FaceSet.ImageSize) + 47], 196, 204);
        }

        Assert.InRange(face.Average(pixel => pixel), 116, 124);
    }

    [Fact]
    public void A_fine_pattern_is_averaged_not_sampled()
    {
        var pixels = new byte[960 * 960];
        for (var index = 0; index < pixels.Length; index++)
        {
            pixels[index] = (byte)((index + (index / 960)) % 2 * 255);
        }

        ImageFile.WriteGreyPng(_folder.File("checker.png"), pixels, 960, 960);

        Assert.All(ImageFile.ReadGreyFace(_folder.File("checker.png")), pixel => Assert.InRange(pixel, 115, 140));
    }

    [Theory]
    [InlineData(7, 48)]
    [InlineData(48, 7)]
    [InlineData(4097, 48)]
    public void A_picture_of_absurd_size_is_refused(int width, int height)
    {
        SmallData.Picture(_folder.File("face.png"), 1, width, height);

        var error = SmallData.ErrorOf(() => ImageFile.ReadGreyFace(_folder.File("face.png")));

        Assert.StartsWith($"{_folder.File("face.png")}: the picture is {width}×{height} pixels", error.Message, StringComparison.Ordinal);
        Assert.Contains("8 to 4096", error.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_that_claims_a_huge_picture_is_refused_before_anything_is_decoded()
    {
        SmallData.Picture(_folder.File("bomb.png"));
        var bytes = File.ReadAllBytes(_folder.File("bomb.png"));
        bytes[16] = bytes[20] = 0x00; // width and height of the IHDR chunk, big-endian: 60000
        (bytes[18], bytes[19]) = (0xEA, 0x60);
        (bytes[22], bytes[23]) = (0xEA, 0x60);
        var crc = new byte[4];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(crc, Crc(bytes.AsSpan(12, 17)));
        crc.CopyTo(bytes, 29);
        File.WriteAllBytes(_folder.File("bomb.png"), bytes);

        Assert.Contains("60000×60000", SmallData.ErrorOf(() => ImageFile.ReadGreyFace(_folder.File("bomb.png"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_picture_an_empty_one_and_a_missing_one_are_refused()
    {
        Assert.Contains("no picture", SmallData.ErrorOf(() => ImageFile.ReadGreyFace(_folder.Write("text.jpg", "hello"))).Message, StringComparison.Ordinal);
        Assert.Contains("is empty", SmallData.ErrorOf(() => ImageFile.ReadGreyFace(_folder.Write("empty.jpg", ""))).Message, StringComparison.Ordinal);
        Assert.Contains("no such file", SmallData.ErrorOf(() => ImageFile.ReadGreyFace(_folder.File("none.jpg"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_that_is_cut_off_is_refused()
    {
        var noise = new byte[FaceSet.PixelCount];
        new Random(2).NextBytes(noise);
        ImageFile.WriteGreyPng(_folder.File("face.png"), noise, 48, 48);
        var bytes = File.ReadAllBytes(_folder.File("face.png"));
        File.WriteAllBytes(_folder.File("face.png"), bytes[..(bytes.Length / 2)]);

        Assert.Contains("damaged or cut off", SmallData.ErrorOf(() => ImageFile.ReadGreyFace(_folder.File("face.png"))).Message, StringComparison.Ordinal);
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
            }
        }

        return ~crc;
    }
}
