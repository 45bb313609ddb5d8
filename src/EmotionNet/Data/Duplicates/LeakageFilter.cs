namespace EmotionNet.Data.Duplicates;

/// <summary>Tells apart the faces of a split that the network may know by heart.</summary>
internal static class LeakageFilter
{
    /// <summary>The faces without a twin in the training split; null where all are, none is, or there is no training split.</summary>
    public static FaceSet? Without(FaceSet faces, FaceSet? training)
    {
        var twins = training is null ? [] : NearDuplicates.Find(faces, training).Select(twin => (long)twin.Face).ToHashSet();
        return twins.Count == 0 || twins.Count == faces.Count
            ? null
            : faces.Subset([.. Enumerable.Range(0, faces.Count).Select(face => (long)face).Where(face => !twins.Contains(face))]);
    }
}
