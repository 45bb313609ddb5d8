using EmotionNet.Data;

namespace EmotionNet.Tests.Data;

public sealed class ClassBalancedSubsetTests
{
    [Fact]
    public void Every_class_gives_the_same_number_as_far_as_it_goes()
    {
        using var faces = Faces(40, 2, 30, 30, 30, 30, 30);

        using var chosen = ClassBalancedSubset.Choose(faces, 62, seed: 1);

        Assert.Equal([10, 2, 10, 10, 10, 10, 10], chosen.CountByClass());
        Assert.Equal(192, faces.CountByClass().Sum()); // the faces chosen from are still there
    }

    [Fact]
    public void The_seed_decides_which_faces()
    {
        using var faces = Faces(30, 30, 30, 30, 30, 30, 30);
        using var first = ClassBalancedSubset.Choose(faces, 70, seed: 1);
        using var again = ClassBalancedSubset.Choose(faces, 70, seed: 1);
        using var other = ClassBalancedSubset.Choose(faces, 70, seed: 2);

        Assert.Equal(SmallData.Greys(first), SmallData.Greys(again));
        Assert.NotEqual(SmallData.Greys(first), SmallData.Greys(other));
        Assert.Equal(70, SmallData.Greys(first).Distinct().Count());
    }

    [Theory]
    [InlineData(1000, 21)]
    [InlineData(20, 20)]
    [InlineData(1, 1)]
    public void As_many_faces_as_were_asked_for_or_as_there_are(int asked, int given)
    {
        using var faces = Faces(3, 3, 3, 3, 3, 3, 3);

        using var chosen = ClassBalancedSubset.Choose(faces, asked, seed: 1);

        Assert.Equal(given, chosen.Count);
    }

    private static FaceSet Faces(params int[] counts)
    {
        var labels = counts.SelectMany((count, label) => Enumerable.Repeat(label, count)).ToArray();
        var pixels = new byte[labels.Length * FaceSet.PixelCount];
        for (var face = 0; face < labels.Length; face++)
        {
            pixels[face * FaceSet.PixelCount] = (byte)face;
        }

        return FaceSet.FromLabels(pixels, labels, EmotionClasses.Fer2013);
    }
}
