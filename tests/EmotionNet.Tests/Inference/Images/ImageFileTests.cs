using System.Buffers.Binary;
using EmotionNet.Data;
using EmotionNet.Inference.Images;
using EmotionNet.Tests.Data;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;
using SixLabors.ImageSharp.PixelFormats;

namespace EmotionNet.Tests.Inference.Images;

[Collection(TorchFreeTests.Name)]
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
        using (var image = new Image<Rgb24>(48, 48, new Rgb24((byte)red, (byte)green, (byte)blue)))
        {
            image.SaveAsPng(_folder.File("colour.png"));
        }

        Assert.All(ImageFile.ReadGreyFace(_folder.File("colour.png")), pixel => Assert.Equal(grey, pixel));
    }

    [Theory]
    [InlineData(480, 480)]
    [InlineData(24, 24)]
    [InlineData(96, 60)]
    [InlineData(8, 4096)]
    public void An_image_of_another_size_is_scaled_to_a_face_of_its_middle_square(int width, int height)
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
    public void An_image_of_absurd_size_is_refused(int width, int height)
    {
        SmallData.WriteImage(_folder.File("face.png"), 1, width, height);

        var error = SmallData.ErrorOf(() => ImageFile.ReadGreyFace(_folder.File("face.png")));

        Assert.StartsWith($"{_folder.File("face.png")}: the image is {width}×{height} pixels", error.Message, StringComparison.Ordinal);
        Assert.Contains("8 to 4096", error.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_that_claims_a_huge_image_is_refused_before_anything_is_decoded()
    {
        SmallData.WriteImage(_folder.File("bomb.png"));
        var bytes = File.ReadAllBytes(_folder.File("bomb.png"));
        bytes[16] = bytes[20] = 0x00; // width and height of the IHDR chunk, big-endian: 60000
        (bytes[18], bytes[19]) = (0xEA, 0x60);
        (bytes[22], bytes[23]) = (0xEA, 0x60);
        var crc = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(crc, Png.Crc(bytes.AsSpan(12, 17)));
        crc.CopyTo(bytes, 29);
        File.WriteAllBytes(_folder.File("bomb.png"), bytes);

        Assert.Contains("60000×60000", SmallData.ErrorOf(() => ImageFile.ReadGreyFace(_folder.File("bomb.png"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_an_image_an_empty_one_and_a_missing_one_are_refused()
    {
        Assert.Contains("not an image", SmallData.ErrorOf(() => ImageFile.ReadGreyFace(_folder.Write("text.jpg", "hello"))).Message, StringComparison.Ordinal);
        Assert.Contains("is empty", SmallData.ErrorOf(() => ImageFile.ReadGreyFace(_folder.Write("empty.jpg", ""))).Message, StringComparison.Ordinal);
        Assert.Contains("no such file", SmallData.ErrorOf(() => ImageFile.ReadGreyFace(_folder.File("none.jpg"))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("face.gif")]
    [InlineData("face.tiff")]
    [InlineData("face.tga")]
    public void An_image_of_another_format_is_refused_with_the_formats_that_are_read(string name)
    {
        using (var image = new Image<Rgb24>(48, 48))
        {
            image.Save(_folder.File(name));
        }

        var error = SmallData.ErrorOf(() => ImageFile.ReadGreyFace(_folder.File(name)));

        Assert.StartsWith($"{_folder.File(name)}: the file is not an image that can be read", error.Message, StringComparison.Ordinal);
        Assert.Contains("PNG, JPEG, BMP or WebP", error.Fix, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(SampleImages.Names), MemberType = typeof(SampleImages))]
    public void An_image_of_every_format_is_read_and_one_cut_off_anywhere_is_refused(string name)
    {
        var whole = SampleImages.Create(name);
        File.WriteAllBytes(_folder.File(name), whole);
        Assert.InRange(ImageFile.ReadGreyFace(_folder.File(name)).Average(pixel => pixel), 90, 160);

        // The last bytes of a file may not belong to the pixels, as PNG's checksum.
        foreach (var length in Enumerable.Range(0, 60).Select(part => (whole.Length - 16) * part / 59))
        {
            File.WriteAllBytes(_folder.File(name), whole[..length]);

            var error = SmallData.ErrorOf(() => ImageFile.ReadGreyFace(_folder.File(name)));

            Assert.True(length < 30 || error.Message.Contains("damaged or cut off", StringComparison.Ordinal), $"{length} of {whole.Length}: {error.Message}");
        }
    }

    [Fact]
    public void An_interlaced_png_of_too_few_pixels_is_refused_and_the_decoder_which_would_never_end_is_not_asked()
    {
        // The header of a taller image, over the data of a smaller one.
        var bytes = SampleImages.Create("interlaced.png");
        bytes[23] = 120;
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(29), Png.Crc(bytes.AsSpan(12, 17)));
        File.WriteAllBytes(_folder.File("face.png"), bytes);

        var error = SmallData.ErrorOf(() => ImageFile.ReadGreyFace(_folder.File("face.png")));

        Assert.Contains("damaged or cut off", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pixels_that_spell_the_name_of_a_chunk_are_pixels()
    {
        var pixels = new byte[FaceSet.PixelCount];
        "IHDR IDAT IEND"u8.CopyTo(pixels.AsSpan(100));
        using (var image = Image.LoadPixelData<L8>(pixels, FaceSet.ImageSize, FaceSet.ImageSize))
        {
            image.SaveAsPng(_folder.File("face.png"), new PngEncoder
            {
                ColorType = PngColorType.Grayscale,
                CompressionLevel = PngCompressionLevel.NoCompression,
                FilterMethod = PngFilterMethod.None,
            });
        }

        Assert.True(File.ReadAllBytes(_folder.File("face.png")).AsSpan().LastIndexOf("IHDR"u8) > 100);
        Assert.Equal(pixels, ImageFile.ReadGreyFace(_folder.File("face.png")));
    }

    [Fact]
    public void A_jpeg_with_a_thumbnail_is_as_cut_off_as_one_without()
    {
        using (var image = new Image<Rgb24>(48, 48))
        {
            image.Metadata.ExifProfile = new ExifProfile();
            image.Metadata.ExifProfile.SetValue(ExifTag.UserComment, new EncodedString("\u00FF\u00D9 \u00FF\u00DA"));
            image.Metadata.ExifProfile.SetValue(ExifTag.MakerNote, [0xFF, 0xDA, 0xFF, 0xD9]);
            image.SaveAsJpeg(_folder.File("face.jpg"));
        }

        ImageFile.ReadGreyFace(_folder.File("face.jpg"));
        File.WriteAllBytes(_folder.File("face.jpg"), File.ReadAllBytes(_folder.File("face.jpg"))[..^20]);
        SmallData.ErrorOf(() => ImageFile.ReadGreyFace(_folder.File("face.jpg")));
    }

    [Fact]
    public void An_image_is_turned_upright_as_its_orientation_says()
    {
        using (var image = new Image<L8>(96, 48, new L8(20)))
        {
            image.ProcessPixelRows(rows =>
            {
                for (var row = 0; row < 24; row++)
                {
                    rows.GetRowSpan(row).Fill(new L8(220)); // the upper half is bright
                }
            });
            image.Metadata.ExifProfile = new ExifProfile();
            image.Metadata.ExifProfile.SetValue(ExifTag.Orientation, (ushort)6); // to be turned clockwise
            image.SaveAsJpeg(_folder.File("turned.jpg"));
        }

        var face = ImageFile.ReadGreyFace(_folder.File("turned.jpg"));

        Assert.All(Enumerable.Range(0, 48), row => Assert.InRange(face[row * 48], 10, 30));
        Assert.All(Enumerable.Range(0, 48), row => Assert.InRange(face[(row * 48) + 47], 210, 230));
    }

    // Written by Pillow, since ImageSharp writes neither: 16 by 16 pixels, grey 220 above 20.
    [Theory]
    [InlineData(
        "progressive",
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYV"
            + "pQYEpRUk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT0//wgARCAAQ"
            + "ABADASIAAhEBAxEB/8QAFgABAQEAAAAAAAAAAAAAAAAAAAUG/8QAFAEBAAAAAAAAAAAAAAAAAAAAAP/aAAwDAQACEAMQAAABuMEP/8QAFBABAA"
            + "AAAAAAAAAAAAAAAAAAIP/aAAgBAQABBQIf/8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAgBAwEBPwF//8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/a"
            + "AAgBAgEBPwF//8QAFBABAAAAAAAAAAAAAAAAAAAAIP/aAAgBAQAGPwIf/8QAFBABAAAAAAAAAAAAAAAAAAAAIP/aAAgBAQABPyEf/9oADAMBAA"
            + "IAAwAAABDD/8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAgBAwEBPxB//8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAgBAgEBPxB//8QAFBABAAAA"
            + "AAAAAAAAAAAAAAAAIP/aAAgBAQABPxAf/9k=")]
    [InlineData(
        "CMYK",
        "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwANCQoLCggNCwoLDg4NDxMgFRMSEhMnHB4XIC4pMTAuKS0sMzpKPjM2RjcsLUBXQUZMTlJTUjI+WmFaUG"
            + "BKUVJP/8AAFAgAEAAQBEMRAE0RAFkRAEsRAP/EABYAAQEBAAAAAAAAAAAAAAAAAAAHBv/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAOBEMATQBZ"
            + "AEsAAD8A3LctypwAgiCIIAD/2Q==")]
    public void A_jpeg_of_a_rarer_kind_is_read(string kind, string base64)
    {
        var path = _folder.File($"{kind}.jpg");
        File.WriteAllBytes(path, Convert.FromBase64String(base64));

        var face = ImageFile.ReadGreyFace(path);

        Assert.All(face.Take(20 * 48), pixel => Assert.InRange(pixel, 205, 235));
        Assert.All(face.Skip(28 * 48), pixel => Assert.InRange(pixel, 5, 35));
    }

    [Fact]
    public void A_16_bit_grey_png_keeps_its_upper_bits()
    {
        using (var image = new Image<L16>(48, 48, new L16(200 << 8)))
        {
            image.SaveAsPng(_folder.File("wide.png"), new PngEncoder { ColorType = PngColorType.Grayscale, BitDepth = PngBitDepth.Bit16 });
        }

        Assert.All(ImageFile.ReadGreyFace(_folder.File("wide.png")), pixel => Assert.InRange(pixel, 199, 200));
    }

    [Fact]
    public void A_pointer_in_the_place_of_an_image_is_told_for_what_it_is()
    {
        var error = SmallData.ErrorOf(() => ImageFile.ReadGreyFace(_folder.Write("face.png", "version https://git-lfs.github.com/spec/v1\noid sha256:00\n")));

        Assert.Contains("a Git LFS pointer", error.Message, StringComparison.Ordinal);
        Assert.Contains("git lfs pull", error.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bmp_whose_pixels_begin_after_its_end_is_refused_without_asking_for_the_memory()
    {
        var bytes = SampleImages.Create("palette.bmp");
        bytes[13] = 0x70; // the pixels' offset, little-endian: 1.8 GB
        File.WriteAllBytes(_folder.File("face.bmp"), bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();

        SmallData.ErrorOf(() => ImageFile.ReadGreyFace(_folder.File("face.bmp")));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000_000);
    }

    [Fact]
    public void An_animation_is_refused()
    {
        // RIFF, WEBP, VP8X with the animation flag and a canvas of 48 by 48.
        var file = new byte[64];
        "RIFF"u8.CopyTo(file);
        file[4] = 56;
        "WEBPVP8X"u8.CopyTo(file.AsSpan(8));
        (file[16], file[20], file[24], file[27]) = (10, 2, 47, 47);
        "ANIM"u8.CopyTo(file.AsSpan(30));
        file[34] = 6;
        "ANMF"u8.CopyTo(file.AsSpan(44));
        File.WriteAllBytes(_folder.File("face.webp"), file);

        Assert.Contains("is animated", SmallData.ErrorOf(() => ImageFile.ReadGreyFace(_folder.File("face.webp"))).Message, StringComparison.Ordinal);
    }
}
