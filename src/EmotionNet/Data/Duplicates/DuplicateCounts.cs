namespace EmotionNet.Data.Duplicates;

/// <summary>How many faces of a split have duplicates in the same split or in another one.</summary>
/// <param name="Split">The split whose faces are counted.</param>
/// <param name="Other">Where the duplicates are; the same split counts each face that repeats an earlier one.</param>
/// <param name="Equal">Faces with an equal duplicate.</param>
/// <param name="Near">Faces with only nearly equal duplicates.</param>
/// <param name="LabelledOtherwise">Faces with a duplicate of another label.</param>
internal sealed record DuplicateCounts(DataSplit Split, DataSplit Other, int Equal, int Near, int LabelledOtherwise)
{
    /// <summary>Counts the duplicates within each split and between each two, in which case the later split's faces are counted.</summary>
    public static IEnumerable<DuplicateCounts> Of(EmotionDataset data)
    {
        var splits = Enum.GetValues<DataSplit>().Where(split => data[split] is not null).ToList();
        return splits.SelectMany(split => splits.Where(other => other <= split).Select(other => Of(data, split, other)));
    }

    private static DuplicateCounts Of(EmotionDataset data, DataSplit split, DataSplit other)
    {
        var (faces, others) = (data[split]!, data[other]!);
        var labels = faces.LabelArray();
        var labelsOf = FirstOfEachLabel(others);
        var duplicates = NearDuplicates.Find(faces, others).GroupBy(duplicate => duplicate.Face).ToList();
        return new DuplicateCounts(
            split,
            other,
            duplicates.Count(face => face.Any(duplicate => duplicate.IsEqual)),
            duplicates.Count(face => !face.Any(duplicate => duplicate.IsEqual)),
            duplicates.Count(face => face.Any(duplicate => labelsOf[duplicate.Other].Any(
                entry => entry.Label != labels[duplicate.Face] && (split != other || entry.Face < duplicate.Face)))));
    }

    // By the first face of each image, which stands for all that are equal to it.
    private static Dictionary<int, (long Label, int Face)[]> FirstOfEachLabel(FaceSet faces)
    {
        var labels = faces.LabelArray();
        return new DistinctImages(faces).Faces.ToDictionary(
            equal => equal[0], equal => equal.GroupBy(face => labels[face]).Select(same => (same.Key, same.First())).ToArray());
    }
}
