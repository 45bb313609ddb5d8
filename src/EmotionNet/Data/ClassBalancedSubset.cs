namespace EmotionNet.Data;

/// <summary>A part of a face set with the same number of faces of each class, as far as the classes go.</summary>
internal static class ClassBalancedSubset
{
    /// <summary>Chooses faces by seed; the same seed chooses the same faces.</summary>
    /// <param name="faces">The faces to choose from; they stay as they are.</param>
    /// <param name="count">How many faces to choose; all of them where there are fewer.</param>
    /// <param name="seed">Decides which faces of a class are taken.</param>
    /// <returns>A new set, in the order of <paramref name="faces"/>.</returns>
    public static FaceSet Choose(FaceSet faces, int count, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var byClass = Enumerable.Range(0, faces.ClassNames.Count).Select(_ => new List<long>()).ToArray();
        foreach (var (face, label) in faces.LabelArray().Index())
        {
            byClass[label].Add(face);
        }

        var random = new Random(seed);
        var quotas = Quotas(byClass.Select(members => members.Count).ToArray(), count);
        var chosen = new List<long>(count);
        for (var label = 0; label < byClass.Length; label++)
        {
            var members = byClass[label].ToArray();
            random.Shuffle(members);
            chosen.AddRange(members.AsSpan(0, quotas[label]));
        }

        chosen.Sort();
        return faces.Subset(chosen);
    }

    /// <summary>Shares a count among classes: the smallest give what they have, the others share what is left.</summary>
    private static int[] Quotas(int[] sizes, int count)
    {
        var quotas = new int[sizes.Length];
        var left = count;
        var smallestFirst = Enumerable.Range(0, sizes.Length).OrderBy(label => sizes[label]).ToArray();
        for (var rank = 0; rank < smallestFirst.Length; rank++)
        {
            var label = smallestFirst[rank];
            quotas[label] = Math.Min(sizes[label], left / (smallestFirst.Length - rank));
            left -= quotas[label];
        }

        return quotas;
    }
}
