using EmotionNet.Inference.Faces;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace EmotionNet.Tests.Inference.Faces;

/// <summary>A photograph that is stored lying is seen as the same one that ImageSharp has turned.</summary>
[Collection(TorchFreeTests.Name)]
public sealed class TurnedImageTests
{
    // A resampler rounds its two passes, which come in another order.
    private const int Rounding = 1;

    public static TheoryData<int> Orientations => [.. Enumerable.Range(1, 8)];

    [Theory]
    [MemberData(nameof(Orientations))]
    public void Sizes_levels_windows_and_crops_are_those_of_the_turned_image(int orientation)
    {
        var file = Draw(orientation);
        using var turned = Image.Load<Rgb24>(file);
        turned.Mutate(context => context.AutoOrient());
        using var expected = FaceImage.From(turned);

        using var seen = FaceImage.Load(file);

        Assert.Equal((expected.Width, expected.Height), (seen.Width, seen.Height));
        Same(expected, seen, image => image.Resize(61, 43, 0, 43));
        Same(expected, seen, image => image.Resize(61, 43, 11, 20));
        Same(expected, seen, image => image.Window(new FacePoint(30, 20), scale: 0.7f, side: 32));
        Same(expected, seen, image => image.Window(new FacePoint(5, image.Height - 3), scale: 1.3f, side: 32));
        Same(Crop(expected), Crop(seen));
        Same(expected.ToGreyFace(), seen.ToGreyFace());
    }

    [Theory]
    [MemberData(nameof(Orientations))]
    public void A_part_of_a_level_has_the_values_of_the_whole(int orientation)
    {
        using var image = FaceImage.Load(Draw(orientation));
        using var whole = image.Resize(50, 70, 0, 70);
        using var part = image.Resize(50, 70, 33, 17);

        whole.Mutate(context => context.Crop(new Rectangle(0, 33, 50, 17)));
        Assert.Equal(Bytes(whole), Bytes(part));
    }

    private static byte[] Crop(FaceImage image)
    {
        var points = new FaceKeyPoints(new(25, 20), new(42, 30), new(30, 33), new(28, 40), new(20, 25), new(50, 40));
        return FaceAligner.Crop(image, new FaceDetection(new FaceBox(15, 10, 40, 42), points, 1), CropCalibration.Fer2013);
    }

    private static void Same(FaceImage expected, FaceImage actual, Func<FaceImage, Image<Rgb24>> part)
    {
        using Image<Rgb24> left = part(expected), right = part(actual);
        Assert.Equal(left.Size(), right.Size());
        Same(Bytes(left), Bytes(right));
    }

    private static void Same(byte[] expected, byte[] actual) =>
        Assert.All(expected.Zip(actual), pair => Assert.InRange(pair.First - pair.Second, -Rounding, Rounding));

    private static byte[] Bytes(Image<Rgb24> image)
    {
        var bytes = new byte[image.Width * image.Height * 3];
        image.CopyPixelDataTo(bytes);
        return bytes;
    }

    // No two places look alike, and neither side is a multiple of the other.
    private static byte[] Draw(int orientation)
    {
        using var image = new Image<Rgb24>(90, 66);
        for (var y = 0; y < image.Height; y++)
        {
            for (var x = 0; x < image.Width; x++)
            {
                image[x, y] = new Rgb24((byte)(2 * x), (byte)(3 * y), (byte)(((x / 9) ^ (y / 11)) * 20));
            }
        }

        image.Metadata.ExifProfile = new ExifProfile();
        image.Metadata.ExifProfile.SetValue(ExifTag.Orientation, (ushort)orientation);
        using var file = new MemoryStream();
        image.Save(file, new JpegEncoder { Quality = 90 });
        return file.ToArray();
    }
}
