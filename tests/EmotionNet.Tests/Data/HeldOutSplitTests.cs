using EmotionNet.Data;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace EmotionNet.Tests.Data;

public sealed class HeldOutSplitTests
{
    [Property(MaxTest = 30)]
    public Property Every_face_is_on_one_side_and_each_class_gives_its_share() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var labels = Enumerable.Range(0, random.Next(14, 60)).Select(_ => random.Next(3)).ToArray();
            var fraction = 0.05 + (0.5 * random.NextDouble());

            using var data = HeldOutSplit.Apply(Dataset(labels, random), fraction, seed, "data");

            var (training, validation) = (data.Training!.CountByClass(), data.Validation!.CountByClass());
            return data.HeldOut!.Count == data.Validation.Count && Enumerable.Range(0, 7).All(label =>
            {
                var count = labels.Count(each => each == label);
                return training[label] + validation[label] == count
                    && validation[label] == (count < 2 ? 0 : Math.Clamp((int)Math.Round(count * fraction), 1, count - 1));
            });
        });

    [Fact]
    public void Near_duplicates_and_mirror_images_are_on_one_side()
    {
        // Ten images, each five times: as it is, brighter, mirrored, with noise, equal. The first pixel tells which.
        var random = new Random(3);
        var pixels = new List<byte>();
        for (var image = 0; image < 10; image++)
        {
            var face = Face(random);
            byte[][] versions =
            [
                face,
                [.. face.Select(pixel => (byte)Math.Min(255, pixel + 10))],
                [.. Enumerable.Range(0, FaceSet.PixelCount).Select(at => face[(at / 48 * 48) + 47 - (at % 48)])],
                [.. face.Select(pixel => (byte)Math.Clamp(pixel + random.Next(-3, 4), 0, 255))],
                face,
            ];
            pixels.AddRange(versions.SelectMany(version => version));
        }

        using var data = HeldOutSplit.Apply(Dataset([.. pixels], new int[50]), 0.3, seed: 1, "data");

        var heldOut = EmotionNet.Data.Duplicates.NearDuplicates.Find(data.Validation!, data.Training!);
        Assert.Empty(heldOut);
        Assert.Equal(15, data.Validation!.Count);
    }

    [Fact]
    public void The_same_seed_holds_out_the_same_faces_and_another_one_others()
    {
        var labels = Enumerable.Range(0, 140).Select(face => face % 7).ToArray();
        string Digest(int seed)
        {
            using var data = HeldOutSplit.Apply(Dataset(labels, new Random(5)), 0.1, seed, "data");
            return data.HeldOut!.Digest;
        }

        Assert.Equal(Digest(1), Digest(1));
        Assert.NotEqual(Digest(1), Digest(2));
    }

    [Fact]
    public void A_set_of_one_image_only_is_refused() =>
        Assert.Contains(
            "none of its 8 training faces can be held out",
            SmallData.ErrorOf(() => HeldOutSplit.Apply(Dataset(new byte[8 * FaceSet.PixelCount], new int[8]), 0.1, 1, "data")).Message,
            StringComparison.Ordinal);

    private static EmotionDataset Dataset(int[] labels, Random random) => Dataset([.. labels.SelectMany(_ => Face(random))], labels);

    private static EmotionDataset Dataset(byte[] pixels, int[] labels) => new()
    {
        Layout = "faces",
        LabelMode = LabelMode.SingleLabel,
        Training = FaceSet.FromLabels(pixels, labels, EmotionClasses.Fer2013),
    };

    private static byte[] Face(Random random)
    {
        // Coarse squares: noise of single pixels would be the same everywhere at the resolution at which duplicates are searched for.
        var squares = Enumerable.Range(0, 144).Select(_ => (byte)random.Next(20, 236)).ToArray();
        return [.. Enumerable.Range(0, FaceSet.PixelCount).Select(at => squares[(at / 48 / 4 * 12) + (at % 48 / 4)])];
    }
}
