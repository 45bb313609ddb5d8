namespace EmotionNet.Inference.Faces;

/// <summary>
/// Weighted non-maximum suppression, as BlazeFace's paper has it: overlapping boxes become one whose coordinates are their mean, weighted by score.
/// </summary>
internal static class WeightedSuppression
{
    private const float MinimumOverlap = 0.3f;

    // A part of a face that a finer scale takes for a face lies within the whole one.
    private const float MaximumCovered = 0.7f;

    /// <summary>One detection a face, the best first.</summary>
    public static IReadOnlyList<FaceDetection> Merge(IEnumerable<FaceDetection> found)
    {
        var remaining = found.OrderByDescending(face => face.Score).ToList();
        var faces = new List<FaceDetection>();
        while (remaining.Count > 0)
        {
            var best = remaining[0];
            var overlapping = remaining.Where(face => face.Box.IntersectionOverUnion(best.Box) > MinimumOverlap).ToList();
            faces.Add(Mean(overlapping, best.Score));
            remaining.RemoveAll(face => face == best || face.Box.IntersectionOverUnion(best.Box) > MinimumOverlap);
        }

        return [.. faces.Where(face => !faces.Any(other => other.Score > face.Score && IsCovered(face.Box, other.Box)))];
    }

    private static bool IsCovered(FaceBox box, FaceBox other) => box.Intersection(other) > MaximumCovered * Math.Min(box.Area, other.Area);

    private static FaceDetection Mean(List<FaceDetection> faces, float score)
    {
        var total = faces.Sum(face => face.Score);
        return new FaceDetection(
            new FaceBox(Of(face => face.Box.X), Of(face => face.Box.Y), Of(face => face.Box.Width), Of(face => face.Box.Height)),
            new FaceKeyPoints(
                Point(points => points.RightEye),
                Point(points => points.LeftEye),
                Point(points => points.NoseTip),
                Point(points => points.Mouth),
                Point(points => points.RightEar),
                Point(points => points.LeftEar)),
            score);

        float Of(Func<FaceDetection, float> value) => faces.Sum(face => face.Score * value(face)) / total;

        FacePoint Point(Func<FaceKeyPoints, FacePoint> point) => new(Of(face => point(face.KeyPoints).X), Of(face => point(face.KeyPoints).Y));
    }
}
