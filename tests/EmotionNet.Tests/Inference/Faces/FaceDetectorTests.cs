using EmotionNet.Inference.Faces;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Processing;

namespace EmotionNet.Tests.Inference.Faces;

[Collection(TorchFreeTests.Name)]
public sealed class FaceDetectorTests : IDisposable
{
    private readonly FaceDetector _detector = FaceDetector.Load(new FaceDetectorOptions { Threads = 1 });

    public void Dispose() => _detector.Dispose();

    [Theory]
    [InlineData(2000, 1500, 1700, 1200, 200)] // a face of 41 pixels in the corner
    [InlineData(1200, 900, 30, 500, 250)]
    [InlineData(700, 3000, 100, 1300, 600)]
    [InlineData(2000, 1500, 100, 0, 1500)] // a face of 310 pixels
    public void A_face_is_found_wherever_it_is_and_however_large(int width, int height, int x, int y, int side)
    {
        using var image = FaceImage.From(Photograph.Within(width, height, x, y, side));
        var scale = side / 512f;
        var inPhotograph = Photograph.Face;
        var expected = new FaceBox(x + (inPhotograph.X * scale), y + (inPhotograph.Y * scale), inPhotograph.Width * scale, inPhotograph.Height * scale);

        var face = Assert.Single(_detector.Find(image, CancellationToken.None));

        Assert.True(face.Box.IntersectionOverUnion(expected) > 0.6, $"{face.Box} for {expected}");
    }

    [Fact]
    public void Several_faces_are_found_once_each()
    {
        using var photograph = Photograph.Load(context => context.Resize(400, 400));
        using var image = Photograph.Within(1400, 500, 0, 0, 500);
        image.Mutate(context => context.DrawImage(photograph, new Point(520, 60), opacity: 1).DrawImage(photograph, new Point(960, 20), opacity: 1));
        using var wrapped = FaceImage.From(image);

        Assert.Equal(3, _detector.Find(wrapped, CancellationToken.None).Count);
    }

    [Fact]
    public void The_number_of_threads_changes_nothing()
    {
        using var image = FaceImage.From(Photograph.Within(1600, 1200, 300, 300, 800));

        Assert.Equal(_detector.Find(image, threads: 1, CancellationToken.None), _detector.Find(image, threads: 4, CancellationToken.None));
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => FaceDetector.Load(new FaceDetectorOptions { MinimumFaceSize = 5 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => FaceDetector.Load(new FaceDetectorOptions { MinimumScore = 1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => FaceDetector.Load(default));
    }
}
