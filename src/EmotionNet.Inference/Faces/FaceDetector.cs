using System.Collections.Concurrent;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace EmotionNet.Inference.Faces;

/// <summary>
/// Finds faces with BlazeFace: in windows that overlap, at several scales, merged by weighted non-maximum suppression. Hundreds of windows show something
/// like a face now and then, so each candidate is looked at again in the middle of two windows of other scales. Usable from several threads.
/// </summary>
public sealed class FaceDetector : IDisposable
{
    // A box that a window's edge may have cut is whole in another window.
    private const int Margin = 4;

    // From this score on a box is a candidate.
    private const float CandidateScore = 0.5f;

    // An image at one scale is searched in parts of so many pixels.
    private const int BandPixels = 8_000_000;

    // Pixels of a candidate's side when it is looked at again.
    private static readonly float[] VerifiedSides = [64, 96];

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
            foreach (var (top, rows, windows) in ScanPlan.Bands(width, height, BandPixels))
            {
                using var band = image.Resize(width, height, top, rows);
                Parallel.ForEach(windows, options, window =>
                {
                    foreach (var face in Search(band, top, height, window.X, window.Y))
                    {
                        found.Add(Scale(face, image.Width / (float)width, image.Height / (float)height));
                    }
                });
            }
        }

        // The order in which threads finish must not decide which of two equal scores counts as the better one.
        var candidates = WeightedSuppression.Merge(found.OrderBy(face => face.Box.Y).ThenBy(face => face.Box.X)).ToArray();
        Parallel.For(0, candidates.Length, options, index => candidates[index] = Verify(image, candidates[index]));
        var faces = candidates.Where(face => face.Score >= _options.MinimumScore).ToArray();
        return [.. WeightedSuppression.WithoutParts(faces).OrderByDescending(face => face.Score)];
    }

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();

    // The score becomes the mean of those in the two windows.
    private FaceDetection Verify(FaceImage image, FaceDetection face) => face with { Score = VerifiedSides.Average(side => ScoreAt(image, face.Box, side)) };

    private float ScoreAt(FaceImage image, FaceBox box, float side)
    {
        using var window = image.Window(box.Centre, side / box.Width, BlazeFace.Side);
        var expected = new FaceBox((BlazeFace.Side - side) / 2, (BlazeFace.Side - side) / 2, side, side);
        return _network.Find(window, 0, 0, minimumScore: 0)
            .Where(face => WeightedSuppression.IsSame(face.Box, expected))
            .Select(face => face.Score)
            .DefaultIfEmpty(0)
            .Max();
    }

    // The band begins at a row of the level; the window and the boxes are in pixels of the level.
    private IEnumerable<FaceDetection> Search(Image<Rgb24> band, int top, int height, int x, int y) =>
        _network.Find(band, x, y - top, Math.Min(CandidateScore, _options.MinimumScore)).Select(face => Move(face, top)).Where(face =>
            face.Box is { Width: > 1, Height: > 1 }
            && (face.Box.X > x + Margin || x <= 0)
            && (face.Box.Y > y + Margin || y <= 0)
            && (face.Box.X + face.Box.Width < x + BlazeFace.Side - Margin || x + BlazeFace.Side >= band.Width)
            && (face.Box.Y + face.Box.Height < y + BlazeFace.Side - Margin || y + BlazeFace.Side >= height));

    private static FaceDetection Move(FaceDetection face, float down) => Transform(face, 1, 1, down);

    private static FaceDetection Scale(FaceDetection face, float x, float y) => Transform(face, x, y, 0);

    private static FaceDetection Transform(FaceDetection face, float x, float y, float down)
    {
        var points = face.KeyPoints;
        return new FaceDetection(
            new FaceBox(face.Box.X * x, (face.Box.Y * y) + down, face.Box.Width * x, face.Box.Height * y),
            new FaceKeyPoints(To(points.RightEye), To(points.LeftEye), To(points.NoseTip), To(points.Mouth), To(points.RightEar), To(points.LeftEar)),
            face.Score);

        FacePoint To(FacePoint point) => new(point.X * x, (point.Y * y) + down);
    }
}
