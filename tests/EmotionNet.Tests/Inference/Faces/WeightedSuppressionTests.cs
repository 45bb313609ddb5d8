using EmotionNet.Inference.Faces;

namespace EmotionNet.Tests.Inference.Faces;

public sealed class WeightedSuppressionTests
{
    [Fact]
    public void Overlapping_boxes_become_their_mean_weighted_by_score()
    {
        var face = Assert.Single(WeightedSuppression.Merge([Face(0, 100, 0.9f), Face(12, 100, 0.6f)]));

        Assert.Equal(4.8f, face.Box.X, 3); // 12 · 0.6 / 1.5
        Assert.Equal(4.8f, face.KeyPoints.NoseTip.X, 3);
        Assert.Equal(0.9f, face.Score);
    }

    [Fact]
    public void Boxes_apart_stay_apart_and_the_best_comes_first()
    {
        var faces = WeightedSuppression.Merge([Face(0, 100, 0.6f), Face(300, 100, 0.8f)]);

        Assert.Equal([0.8f, 0.6f], faces.Select(face => face.Score));
    }

    [Fact]
    public void A_part_of_a_face_within_a_better_one_is_left_out() => Assert.Single(WeightedSuppression.Merge([Face(0, 100, 0.9f), Face(30, 30, 0.6f)]));

    [Fact]
    public void Nothing_gives_nothing() => Assert.Empty(WeightedSuppression.Merge([]));

    private static FaceDetection Face(float x, float side, float score)
    {
        var point = new FacePoint(x, 0);
        return new FaceDetection(new FaceBox(x, 0, side, side), new FaceKeyPoints(point, point, point, point, point, point), score);
    }
}
