using System.Security.Cryptography;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace EmotionNet.Data.Duplicates;

/// <summary>
/// Finds faces that are the same image: equal to the last pixel, or nearly so (brighter, compressed otherwise, a little retouched,
/// mirrored). FER2013 was collected by web search and has many. A shifted or differently cropped copy is not found.
/// </summary>
internal static class NearDuplicates
{
    /// <summary>
    /// The correlation of the pixels of two faces from which on they are duplicates. Of 36 pairs of PublicTest and Training above 0.925 that were
    /// looked at, each was one image; of 12 from 0.9 to 0.925 one was not, and from 0.85 to 0.9 half were not.
    /// </summary>
    public const double MinimumCorrelation = 0.92;

    // Duplicates are still more alike when seen coarsely, and other faces are rarely so alike: the coarse look finds candidates.
    private const int CoarseSize = 12;
    private const double MinimumCoarseCorrelation = 0.93;
    private const int FacesAtOnce = 256;
    private const int PairsAtOnce = 2048;

    /// <summary>Faces that have a duplicate among others.</summary>
    /// <param name="faces">On any device.</param>
    /// <param name="others">On the same device; the same set finds the duplicates within it, each pair once, as the later face's.</param>
    /// <returns>The pairs, by face.</returns>
    public static IReadOnlyList<DuplicatePair> Find(FaceSet faces, FaceSet others)
    {
        using var scope = NewDisposeScope();
        using var noGradients = inference_mode();
        var within = ReferenceEquals(faces, others);
        var duplicates = Equal(faces, others, within).ToDictionary(duplicate => (duplicate.Face, duplicate.Other));
        var coarse = cat(others.Images.split(FacesAtOnce).Select(images => Descriptors(images, CoarseSize)).ToArray()).t(); // [144, M]
        foreach (var isMirrored in new[] { false, true })
        {
            for (var start = 0; start < faces.Count; start += FacesAtOnce)
            {
                using var part = NewDisposeScope();
                var images = faces.Images.narrow(0, start, Math.Min(FacesAtOnce, faces.Count - start));
                foreach (var (row, other) in Near(isMirrored ? images.flip(3) : images, others.Images, coarse))
                {
                    var face = start + row;
                    if (!within || other < face)
                    {
                        duplicates.TryAdd((face, other), new DuplicatePair(face, other, IsEqual: false));
                    }
                }
            }
        }

        return [.. duplicates.Values.OrderBy(duplicate => duplicate.Face).ThenBy(duplicate => duplicate.Other)];
    }

    private static IEnumerable<(int Row, int Other)> Near(Tensor images, Tensor others, Tensor coarse)
    {
        var candidates = Descriptors(images, CoarseSize).matmul(coarse).ge(MinimumCoarseCorrelation).nonzero(); // [pairs, 2]
        for (var start = 0L; start < candidates.shape[0]; start += PairsAtOnce)
        {
            using var scope = NewDisposeScope();
            var pairs = candidates.narrow(0, start, Math.Min(PairsAtOnce, candidates.shape[0] - start));
            var (first, second) = (images.index_select(0, pairs.select(1, 0)), others.index_select(0, pairs.select(1, 1)));
            var correlation = (Descriptors(first, FaceSet.ImageSize) * Descriptors(second, FaceSet.ImageSize)).sum(1).cpu().data<float>().ToArray();
            var indices = pairs.cpu().contiguous().data<long>().ToArray();
            for (var pair = 0; pair < correlation.Length; pair++)
            {
                if (correlation[pair] >= MinimumCorrelation)
                {
                    yield return ((int)indices[2 * pair], (int)indices[(2 * pair) + 1]);
                }
            }
        }
    }

    // Rows of mean 0 and length 1, so that a product of two is their correlation; a face of one grey becomes 0.
    private static Tensor Descriptors(Tensor images, int size)
    {
        using var scope = NewDisposeScope();
        var pixels = images.to(float32);
        var flat = (size == FaceSet.ImageSize ? pixels : avg_pool2d(pixels, FaceSet.ImageSize / size)).flatten(1);
        return normalize(flat - flat.mean([1], keepdim: true), 2, 1).MoveToOuterDisposeScope();
    }

    private static IEnumerable<DuplicatePair> Equal(FaceSet faces, FaceSet others, bool within)
    {
        var places = Digests(others).Select((digest, index) => (digest, index)).ToLookup(entry => entry.digest, entry => entry.index);
        return Digests(faces).SelectMany((digest, face) => places[digest]
            .Where(other => !within || other < face)
            .Select(other => new DuplicatePair(face, other, IsEqual: true)));
    }

    /// <summary>A digest of the pixels of each face: two faces with the same are equal.</summary>
    public static IEnumerable<string> Digests(FaceSet faces)
    {
        using var onHost = faces.Images.cpu();
        var pixels = onHost.contiguous().data<byte>().ToArray();
        return Enumerable.Range(0, faces.Count)
            .Select(face => Convert.ToBase64String(SHA256.HashData(pixels.AsSpan(face * FaceSet.PixelCount, FaceSet.PixelCount))));
    }
}
