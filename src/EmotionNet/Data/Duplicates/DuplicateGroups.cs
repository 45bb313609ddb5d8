namespace EmotionNet.Data.Duplicates;

/// <summary>Faces that are the same image, directly or through others.</summary>
internal static class DuplicateGroups
{
    /// <summary>Divides a set into groups, most of one face; each near-duplicate is in the group of its image.</summary>
    /// <returns>The indices of the faces of each group, ascending; the groups by their first face.</returns>
    public static IReadOnlyList<IReadOnlyList<int>> Of(FaceSet faces) =>
        Of(faces.Count, NearDuplicates.Find(faces, faces).Select(pair => (pair.Face, pair.Other)));

    /// <summary>Divides any faces by pairs of duplicates.</summary>
    /// <param name="count">The number of faces.</param>
    /// <param name="pairs">The duplicates among them, by their indices.</param>
    public static IReadOnlyList<IReadOnlyList<int>> Of(int count, IEnumerable<(int Face, int Other)> pairs)
    {
        var parents = Enumerable.Range(0, count).ToArray();
        foreach (var pair in pairs)
        {
            var (one, other) = (RootOf(pair.Face), RootOf(pair.Other));
            parents[Math.Max(one, other)] = Math.Min(one, other);
        }

        return [.. Enumerable.Range(0, count).GroupBy(RootOf).Select(group => group.ToArray())];

        int RootOf(int face)
        {
            while (parents[face] != face)
            {
                face = parents[face] = parents[parents[face]];
            }

            return face;
        }
    }
}
