using System.Collections.Concurrent;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace EmotionNet.Inference.Faces;

/// <summary>Finds faces with BlazeFace: in windows that overlap, at several scales, merged by weighted non-maximum suppression. Usable from several threads.</summary>
public sealed class FaceDetector : IDisposable
{
    // A box that a window's edge may have cut is whole in another window.
    private const int Margin = 4;

    private readonly FaceDetectorOptions _options;
    private readonly BlazeFace _network;

    private FaceDetector(FaceDetectorOptions options, BlazeFace network) => (_options, _network) = (options, network);

    /// <summary>Loads the bundled network with the default options.</summary>
    public static FaceDetector Load() => Load(new FaceDetectorOptions());

    /// <summary>Loads the bundled network.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static FaceDetector Load(FaceDetectorOptions options) => new(options.Validated(), new BlazeFace(BundledModels.Read(BundledModels.BlazeFace)));

    /// <summary>Finds the faces of an image.</summary>
    /// <returns>The best first; empty where there is none.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<FaceDetection> Find(FaceImage image, CancellationToken cancellation = default) => Find(image, _options.Threads, cancellation);

    /// <summary>As the public method, with other threads.</summary>
    internal IReadOnlyList<FaceDetection> Find(FaceImage image, int threads, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(image);
        var found = new ConcurrentBag<FaceDetection>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
        foreach (var scale in ScanPlan.Scales(image.Width, image.Height, _options.MinimumFaceSize))
        {
            int width = Math.Max(1, (int)Math.Round(image.Width * scale)), height = Math.Max(1, (int)Math.Round(image.Height * scale));
            using var level = image.Resize(width, height);
            Parallel.ForEach(ScanPlan.Windows(width, height), options, window =>
            {
                foreach (var face in Search(level, window.X, window.Y))
                {
                    found.Add(Scale(face, image.Width / (float)width, image.Height / (float)height));
                }
            });
        }

        // The order in which threads finish must not decide which of two equal scores counts as the better one.
        return WeightedSuppression.Merge(found.OrderBy(face => face.Box.Y).ThenBy(face => face.Box.X));
    }

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();

    private IEnumerable<FaceDetection> Search(Image<Rgb24> level, int x, int y) =>
        _network.Find(level, x, y, _options.MinimumScore).Where(face =>
            (face.Box.X > x + Margin || x <= 0)
            && (face.Box.Y > y + Margin || y <= 0)
            && (face.Box.X + face.Box.Width < x + BlazeFace.Side - Margin || x + BlazeFace.Side >= level.Width)
            && (face.Box.Y + face.Box.Height < y + BlazeFace.Side - Margin || y + BlazeFace.Side >= level.Height));

    private static FaceDetection Scale(FaceDetection face, float x, float y)
    {
        var points = face.KeyPoints;
        return new FaceDetection(
            new FaceBox(face.Box.X * x, face.Box.Y * y, face.Box.Width * x, face.Box.Height * y),
            new FaceKeyPoints(To(points.RightEye), To(points.LeftEye), To(points.NoseTip), To(points.Mouth), To(points.RightEar), To(points.LeftEar)),
            face.Score);

        FacePoint To(FacePoint point) => new(point.X * x, point.Y * y);
    }
}
