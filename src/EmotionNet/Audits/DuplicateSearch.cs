using EmotionNet.Data;
using EmotionNet.Data.Duplicates;
using static TorchSharp.torch;

namespace EmotionNet.Audits;

/// <summary>Finds the faces that are one image: equal, near-duplicates, and shifted, mirrored, rescaled or compressed copies.</summary>
internal static class DuplicateSearch
{
    private const int Neighbours = 3;
    private const int FacesAtOnce = 1024;
    private const float MinimumFeatureLikeness = 0.8f;

    /// <summary>Finds the pairs. Of several faces that are equal in every pixel, the first stands for all.</summary>
    /// <param name="faces">The faces.</param>
    /// <param name="features">What a network makes of each image, <c>float32 [N, F]</c>: pairs that are alike to it are compared too. Null without one.</param>
    /// <param name="progress">As for <see cref="AlignedDuplicates.Find"/>.</param>
    public static IReadOnlyList<FoundDuplicate> Find(FaceSet faces, Tensor? features = null, Action<int, int>? progress = null)
    {
        using var scope = NewDisposeScope();
        using var noGradients = inference_mode();
        var images = new DistinctImages(faces);
        var first = tensor(images.First.Select(face => (long)face).ToArray());
        var found = new Dictionary<(int, int), FoundDuplicate>();
        foreach (var pair in AlignedDuplicates.Find(faces.Images.index_select(0, first), AlikeTo(features?.index_select(0, first)), progress))
        {
            var (one, other) = (images.First[pair.First], images.First[pair.Second]);
            found[(one, other)] = new FoundDuplicate(one, other, DuplicateKind.Aligned, pair.Correlation, pair.Alignment);
        }

        foreach (var pair in NearDuplicates.Find(faces, faces))
        {
            var key = (pair.Other, pair.Face);
            var asItIs = new FoundDuplicate(pair.Other, pair.Face, default, double.NaN, new Alignment(false, 1, 0, 0));
            var known = found.TryGetValue(key, out var aligned) ? aligned : asItIs;
            found[key] = known with { Kind = pair.IsEqual ? DuplicateKind.Equal : DuplicateKind.Near };
        }

        return [.. found.Values.OrderBy(pair => pair.First).ThenBy(pair => pair.Second)];
    }

    /// <summary>Divides faces into groups of one image, directly or by way of others; most are of one face.</summary>
    /// <returns>The faces of each group, ascending; the groups by their first face.</returns>
    public static IReadOnlyList<IReadOnlyList<int>> Groups(int count, IEnumerable<FoundDuplicate> pairs) =>
        DuplicateGroups.Of(count, pairs.Select(pair => (pair.First, pair.Second)));

    private static IReadOnlyList<(int First, int Second)>? AlikeTo(Tensor? features)
    {
        if (features is null)
        {
            return null;
        }

        var standardized = nn.functional.normalize(features - features.mean([0L], keepdim: true), 2, 1);
        var pairs = new HashSet<(int, int)>();
        for (var start = 0; start < standardized.shape[0]; start += FacesAtOnce)
        {
            using var scope = NewDisposeScope();
            var some = standardized.narrow(0, start, Math.Min(FacesAtOnce, standardized.shape[0] - start));
            var (likeness, index) = some.matmul(standardized.t()).topk((int)Math.Min(Neighbours + 1, standardized.shape[0]), 1);
            var (values, others) = (likeness.cpu().contiguous().data<float>().ToArray(), index.cpu().contiguous().data<long>().ToArray());
            var width = (int)likeness.shape[1];
            for (var entry = 0; entry < values.Length; entry++)
            {
                var (face, other) = (start + (entry / width), (int)others[entry]);
                if (face != other && values[entry] >= MinimumFeatureLikeness)
                {
                    pairs.Add((Math.Min(face, other), Math.Max(face, other)));
                }
            }
        }

        return [.. pairs.Order()];
    }
}
