namespace EmotionNet.Data.Duplicates;

/// <summary>Finds the faces of a split that do not leak from the training split: those that the network cannot have memorized.</summary>
internal static class LeakageFilter
{
    /// <summary>The faces without a duplicate in the training split; null where all are, none is, or there is no training split.</summary>
    public static FaceSet? Without(FaceSet faces, FaceSet? training)
    {
        var duplicates = training is null ? [] : NearDuplicates.Find(faces, training).Select(duplicate => (long)duplicate.Face).ToHashSet();
        return duplicates.Count == 0 || duplicates.Count == faces.Count
            ? null
            : faces.Subset([.. Enumerable.Range(0, faces.Count).Select(face => (long)face).Where(face => !duplicates.Contains(face))]);
    }
}
