using EmotionNet.Data;

namespace EmotionNet.Tests.Data;

public sealed class FaceSetTests
{
    [Fact]
    public void Labels_become_one_hot_targets_and_are_counted_by_class()
    {
        using var faces = FaceSet.FromLabels(new byte[3 * FaceSet.PixelCount], [6, 0, 6], EmotionClasses.Fer2013);

        Assert.Equal([1, 0, 0, 0, 0, 0, 2], faces.CountByClass());
        Assert.Equal(3f, faces.Targets.sum().item<float>());
    }

    [Fact]
    public void A_subset_holds_the_chosen_faces_in_the_given_order()
    {
        var pixels = new byte[3 * FaceSet.PixelCount];
        pixels[0] = 1;
        pixels[2 * FaceSet.PixelCount] = 3;
        using var faces = FaceSet.FromLabels(pixels, [0, 1, 2], EmotionClasses.Fer2013);

        using var subset = faces.Subset([2, 0]);

        Assert.Equal([2L, 0L], subset.Labels.data<long>().ToArray());
        Assert.Equal(3, subset.Images[0, 0, 0, 0].item<byte>());
    }
}
