namespace EmotionNet.Data.Duplicates;

/// <summary>Finds faces that are the same image and have different labels, within splits and across them: at least one of the labels is wrong, or the face is ambiguous.</summary>
internal static class LabelConflicts
{
    /// <summary>Finds them.</summary>
    /// <param name="data">Splits on one device. Training faces with multi-hot targets, which have no one label, are left out.</param>
    /// <returns>The faces of each image, splits in their order.</returns>
    public static IReadOnlyList<IReadOnlyList<SplitFace>> Of(EmotionDataset data)
    {
        var faces = Enum.GetValues<DataSplit>()
            .Where(split => data[split] is not null && !(split == DataSplit.Training && data.LabelMode == LabelMode.MultiTarget))
            .SelectMany(split => data[split]!.LabelArray().Select((label, index) => new SplitFace(split, index, (int)label)))
            .ToList();
        if (faces.Count == 0)
        {
            return [];
        }

        using var all = FaceSet.Join([.. faces.Select(face => face.Split).Distinct().Select(split => data[split]!)]);
        return
        [
            .. DuplicateGroups.Of(all).Where(group => group.Count > 1)
                .Select(group => (IReadOnlyList<SplitFace>)[.. group.Select(face => faces[face])])
                .Where(group => group.DistinctBy(face => face.Label).Count() > 1),
        ];
    }
}
