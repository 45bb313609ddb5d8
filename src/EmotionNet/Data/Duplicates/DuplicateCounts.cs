namespace EmotionNet.Data.Duplicates;

/// <summary>How many faces of a split have twins in the same split or in another one.</summary>
/// <param name="Split">The split whose faces are counted.</param>
/// <param name="Other">Where the twins are; the same split counts each face that repeats an earlier one.</param>
/// <param name="Equal">Faces with an equal twin.</param>
/// <param name="Near">Faces with only nearly equal twins.</param>
/// <param name="LabelledOtherwise">Faces with a twin of another label.</param>
internal sealed record DuplicateCounts(DataSplit Split, DataSplit Other, int Equal, int Near, int LabelledOtherwise)
{
    /// <summary>Counts the twins within each split and between each two, in which case the later split's faces are counted.</summary>
    public static IEnumerable<DuplicateCounts> Of(EmotionDataset data)
    {
        var splits = Enum.GetValues<DataSplit>().Where(split => data[split] is not null).ToList();
        return splits.SelectMany(split => splits.Where(other => other <= split).Select(other => Of(data, split, other)));
    }

    private static DuplicateCounts Of(EmotionDataset data, DataSplit split, DataSplit other)
    {
        var (faces, others) = (data[split]!, data[other]!);
        var (labels, otherLabels) = (faces.LabelArray(), others.LabelArray());
        var twins = NearDuplicates.Find(faces, others).GroupBy(twin => twin.Face).ToList();
        return new DuplicateCounts(
            split,
            other,
            twins.Count(face => face.Any(twin => twin.IsEqual)),
            twins.Count(face => !face.Any(twin => twin.IsEqual)),
            twins.Count(face => face.Any(twin => labels[twin.Face] != otherLabels[twin.Other])));
    }
}
