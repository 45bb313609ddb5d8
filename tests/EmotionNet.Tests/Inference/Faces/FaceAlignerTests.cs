using EmotionNet.Inference.Faces;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace EmotionNet.Tests.Inference.Faces;

public sealed class FaceAlignerTests
{
    private static readonly CropCalibration Calibration = new(0.25f, 0.25f, 0.5f, 0.5f);

    [Fact]
    public void The_box_lies_in_the_crop_where_the_calibration_has_it()
    {
        using var image = Square(300, 300, new Rectangle(120, 80, 60, 60));

        var crop = Crop(image, new FaceBox(120, 80, 60, 60), tiltDegrees: 0);

        // The edge itself lies between two pixels.
        Assert.All(Enumerable.Range(0, 48 * 48).Where(index => IsInside(index, 13)), index => Assert.Equal(255, crop[index]));
        Assert.All(Enumerable.Range(0, 48 * 48).Where(index => !IsInside(index, 11)), index => Assert.Equal(0, crop[index]));

        static bool IsInside(int index, int margin) => Math.Min(index % 48, index / 48) >= margin && Math.Max(index % 48, index / 48) < 48 - margin;
    }

    [Theory]
    [InlineData(20)]
    [InlineData(-35)]
    public void A_tilted_face_is_turned_about_the_middle_of_its_box(int degrees)
    {
        using var upright = Square(401, 401, new Rectangle(150, 150, 101, 101));
        using var tilted = upright.Clone(context => context.Rotate(degrees));
        var middle = tilted.Width / 2f;

        var crop = Crop(tilted, new FaceBox(middle - 50.5f, middle - 50.5f, 101, 101), degrees);

        var expected = Crop(upright, new FaceBox(150, 150, 101, 101), tiltDegrees: 0);
        Assert.InRange(crop.Zip(expected, (left, right) => Math.Abs(left - right)).Average(), 0, 4);
    }

    [Fact]
    public void A_tilt_of_up_to_five_degrees_is_left()
    {
        using var image = Square(300, 300, new Rectangle(120, 80, 60, 60));
        var box = new FaceBox(120, 80, 60, 60);

        Assert.Equal(Crop(image, box, tiltDegrees: 0), Crop(image, box, tiltDegrees: 4.9f));
        Assert.NotEqual(Crop(image, box, tiltDegrees: 0), Crop(image, box, tiltDegrees: 5.1f));
    }

    [Fact]
    public void The_edge_goes_on_beyond_the_image()
    {
        using var image = new Image<Rgb24>(50, 50, new Rgb24(77, 77, 77));

        Assert.All(Crop(image, new FaceBox(-20, 30, 60, 60), tiltDegrees: 0), pixel => Assert.Equal(77, pixel));
    }

    [Fact]
    public void Colour_becomes_grey_by_its_luma()
    {
        using var image = new Image<Rgb24>(100, 100, new Rgb24(0, 255, 0));

        Assert.All(Crop(image, new FaceBox(30, 30, 40, 40), tiltDegrees: 0), pixel => Assert.Equal(150, pixel)); // BT.601
    }

    private static byte[] Crop(Image<Rgb24> image, FaceBox box, float tiltDegrees)
    {
        using var wrapped = FaceImage.From(image);
        var (y, x) = MathF.SinCos(float.DegreesToRadians(tiltDegrees));
        var points = default(FaceKeyPoints) with { LeftEye = new FacePoint(x, y) };
        return FaceAligner.Crop(wrapped, new FaceDetection(box, points, 1), Calibration);
    }

    private static Image<Rgb24> Square(int width, int height, Rectangle square)
    {
        var image = new Image<Rgb24>(width, height);
        for (var y = square.Top; y < square.Bottom; y++)
        {
            for (var x = square.Left; x < square.Right; x++)
            {
                image[x, y] = new Rgb24(255, 255, 255);
            }
        }

        return image;
    }
}
