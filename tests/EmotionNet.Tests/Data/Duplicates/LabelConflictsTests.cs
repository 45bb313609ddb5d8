using EmotionNet.Data;
using EmotionNet.Data.Duplicates;

namespace EmotionNet.Tests.Data.Duplicates;

public sealed class LabelConflictsTests
{
    [Fact]
    public void An_image_with_two_labels_is_found_within_a_split_and_across_splits_and_one_with_a_single_label_is_not()
    {
        using var data = Data(
            LabelMode.SingleLabel, training: ([Noise(1), Noise(2), Noise(1), Noise(3)], [0, 1, 2, 3]), validation: ([Noise(3), Noise(2)], [4, 1]));

        SplitFace[][] expected =
        [
            [new(DataSplit.Training, 0, 0), new(DataSplit.Training, 2, 2)],
            [new(DataSplit.Training, 3, 3), new(DataSplit.Validation, 0, 4)],
        ];
        Assert.Equal(expected, LabelConflicts.Of(data));
    }

    [Fact]
    public void Training_faces_with_several_targets_have_no_label_to_conflict_with()
    {
        using var data = Data(LabelMode.MultiTarget, training: ([Noise(1), Noise(1)], [0, 1]), validation: ([Noise(1)], [2]));

        Assert.Empty(LabelConflicts.Of(data));
    }

    private static EmotionDataset Data(LabelMode mode, (byte[][] Faces, int[] Labels) training, (byte[][] Faces, int[] Labels) validation) =>
        new() { Layout = "made up", LabelMode = mode, Training = Set(training), Validation = Set(validation) };

    private static FaceSet Set((byte[][] Faces, int[] Labels) set) =>
        FaceSet.FromLabels([.. set.Faces.SelectMany(face => face)], set.Labels, EmotionClasses.Fer2013);

    private static byte[] Noise(int seed)
    {
        var face = new byte[FaceSet.PixelCount];
        new Random(seed).NextBytes(face);
        return face;
    }
}
