using EmotionNet.Data;
using EmotionNet.Data.Duplicates;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace EmotionNet.Tests.Data.Duplicates;

public sealed class NearDuplicatesTests
{
    private static readonly byte[] Face = Noise(1);

    [Fact]
    public void A_copy_a_brighter_copy_and_a_mirrored_copy_are_duplicates_and_another_face_is_not()
    {
        using var faces = Set([Face, Noise(2)], [0, 1]);
        using var others = Set([Noise(3), Face, Brighter(Face), Mirrored(Face)], [0, 0, 0, 0]);

        Assert.Equal([new(0, 1, IsEqual: true), new(0, 2, IsEqual: false), new(0, 3, IsEqual: false)], NearDuplicates.Find(faces, others));
    }

    [Fact]
    public void Within_a_set_a_pair_is_found_once_as_the_later_faces()
    {
        using var faces = Set([Face, Noise(2), Face], [0, 1, 2]);

        Assert.Equal([new(2, 0, IsEqual: true)], NearDuplicates.Find(faces, faces));
    }

    [Fact]
    public void Faces_of_one_grey_are_duplicates_only_where_it_is_the_same_grey()
    {
        using var faces = Set([Grey(7)], [0]);
        using var others = Set([Grey(8), Grey(7)], [0, 0]);

        Assert.Equal([new(0, 1, IsEqual: true)], NearDuplicates.Find(faces, others));
    }

    [Fact]
    public void Faces_with_duplicates_are_counted_once_and_those_of_another_label_apart()
    {
        using var data = new EmotionDataset
        {
            Layout = "made up",
            LabelMode = LabelMode.SingleLabel,
            Training = Set([Face, Noise(2), Face, Noise(4)], [0, 1, 0, 3]),
            Validation = Set([Brighter(Noise(4)), Face, Noise(5)], [3, 2, 0]),
        };

        Assert.Equal(
            [
                new(DataSplit.Training, DataSplit.Training, Equal: 1, Near: 0, LabelledOtherwise: 0),
                new(DataSplit.Validation, DataSplit.Training, Equal: 1, Near: 1, LabelledOtherwise: 1),
                new(DataSplit.Validation, DataSplit.Validation, Equal: 0, Near: 0, LabelledOtherwise: 0),
            ],
            DuplicateCounts.Of(data));
    }

    [Fact]
    public void Of_thousands_of_equal_faces_each_has_one_pair()
    {
        using var faces = Set(
            [.. Enumerable.Repeat(Face, 3000), .. Enumerable.Repeat(Brighter(Face), 3)], [.. Enumerable.Repeat(0, 3000), 1, 1, 2]);
        using var data = new EmotionDataset { Layout = "made up", LabelMode = LabelMode.SingleLabel, Training = faces };

        var pairs = NearDuplicates.Find(faces, faces);

        Assert.Equal(2999 + 3 + 2, pairs.Count); // equal to the first, nearly equal to it, and to the first brighter one
        Assert.Equal([new(DataSplit.Training, DataSplit.Training, Equal: 2999 + 2, Near: 1, LabelledOtherwise: 3)], DuplicateCounts.Of(data));
        Assert.Equal(3003, Assert.Single(DuplicateGroups.Of(faces)).Count);
    }

    [Property(MaxTest = 50)]
    public Property A_correlation_is_decided_as_by_fractions() => Prop.ForAll(
        Gen.Choose(0, int.MaxValue - 1).ToArbitrary(),
        seed =>
        {
            using var scope = TorchSharp.torch.NewDisposeScope();
            var random = new Random(seed);
            var (length, hundredths) = (random.Next(2, 40), random.Next(1, 101));
            var x = Enumerable.Range(0, length).Select(_ => random.Next(0, random.Next(2, 4096))).ToArray();
            var y = x.Select(value => random.Next(4) == 0 ? random.Next(0, 4096) : value).ToArray();

            var alike = ExactCorrelation.IsAtLeast(
                TorchSharp.torch.tensor(x).unsqueeze(0), TorchSharp.torch.tensor(y).unsqueeze(0), hundredths)[0];

            var (meanX, meanY) = (x.Average(), y.Average());
            var covariance = x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum();
            var norm = Math.Sqrt(x.Sum(a => (a - meanX) * (a - meanX)) * y.Sum(b => (b - meanY) * (b - meanY)));
            return norm < 1e-9 ? !alike : Math.Abs((covariance / norm) - (hundredths / 100.0)) < 1e-9 || alike == covariance / norm > hundredths / 100.0;
        });

    // Coarse patches of grey, so that a face seen coarsely is still itself.
    private static byte[] Noise(int seed)
    {
        var random = new Random(seed);
        var patches = Enumerable.Range(0, 12 * 12).Select(_ => (byte)random.Next(20, 200)).ToArray();
        return [.. Enumerable.Range(0, FaceSet.PixelCount).Select(pixel => patches[(pixel / FaceSet.ImageSize / 4 * 12) + (pixel % FaceSet.ImageSize / 4)])];
    }

    private static byte[] Brighter(byte[] face) => [.. face.Select(grey => (byte)((grey * 1.1) + 5))];

    private static byte[] Mirrored(byte[] face) => [.. face.Chunk(FaceSet.ImageSize).SelectMany(row => row.Reverse())];

    private static byte[] Grey(byte grey) => [.. Enumerable.Repeat(grey, FaceSet.PixelCount)];

    private static FaceSet Set(IReadOnlyList<byte[]> faces, IReadOnlyList<int> labels) =>
        FaceSet.FromLabels([.. faces.SelectMany(face => face)], labels, EmotionClasses.Fer2013);
}
