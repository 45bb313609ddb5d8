using System.Security.Cryptography;
using static EmotionNet.Runtime.KeptScalar;
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
    /// The correlation of the pixels of two faces from which on they are duplicates, in hundredths. Of 36 pairs of PublicTest and Training above 0.925 that were
    /// looked at, each was one image; of 12 from 0.9 to 0.925 one was not, and from 0.85 to 0.9 half were not.
    /// </summary>
    public const int MinimumCorrelation = 92;

    // Duplicates are still more alike when seen coarsely, and other faces are rarely so alike: the coarse look finds candidates.
    private const int CoarseSize = 12;
    private const int MinimumCoarseCorrelation = 93;
    private const double RoundingMargin = 0.001; // far above the rounding errors of the quick look, whose candidates are decided by whole numbers
    private const int FacesAtOnce = 256;
    private const int PairsAtOnce = 2048;

    /// <summary>Faces that have a duplicate among others.</summary>
    /// <param name="faces">On any device.</param>
    /// <param name="others">On the same device; the same set finds the duplicates within it, each as the later face's.</param>
    /// <returns>The pairs, by face. Of several others that are equal in every pixel, the first stands for all.</returns>
    public static IReadOnlyList<DuplicatePair> Find(FaceSet faces, FaceSet others)
    {
        using var scope = NewDisposeScope();
        using var noGradients = inference_mode();
        var within = ReferenceEquals(faces, others);
        var otherImages = new DistinctImages(others);
        var images = within ? otherImages : new DistinctImages(faces);
        var duplicates = new Dictionary<(int Face, int Other), DuplicatePair>();
        foreach (var (image, other) in images.EqualTo(otherImages))
        {
            Add(image, other, isEqual: true);
        }

        foreach (var (image, other) in Near(Select(faces, images), Select(others, otherImages)))
        {
            Add(image, other, isEqual: false);
        }

        return [.. duplicates.Values.OrderBy(duplicate => duplicate.Face).ThenBy(duplicate => duplicate.Other)];

        void Add(int image, int otherImage, bool isEqual)
        {
            var other = otherImages.First[otherImage];
            foreach (var face in images.Faces[image].Where(face => !within || other < face))
            {
                duplicates.TryAdd((face, other), new DuplicatePair(face, other, isEqual));
            }
        }
    }

    /// <summary>A digest of the pixels of each face: two faces with the same are equal.</summary>
    public static IEnumerable<string> Digests(FaceSet faces) => faces.PixelRows().Select(pixels => Convert.ToBase64String(SHA256.HashData(pixels)));

    private static Tensor Select(FaceSet faces, DistinctImages images) => images.First.Count == faces.Count
        ? faces.Images
        : faces.Images.index_select(0, tensor(images.First.Select(face => (long)face).ToArray()).to(faces.Images.device));

    // Pairs of images uint8 [N, 1, 48, 48] and others [M, 1, 48, 48], as they are and with the first mirrored.
    private static IEnumerable<(int Image, int Other)> Near(Tensor images, Tensor others)
    {
        var coarse = cat(others.split(FacesAtOnce).Select(Descriptors).ToArray()).t(); // [144, M]
        foreach (var isMirrored in new[] { false, true })
        {
            for (var start = 0L; start < images.shape[0]; start += FacesAtOnce)
            {
                using var part = NewDisposeScope();
                var some = images.narrow(0, start, Math.Min(FacesAtOnce, images.shape[0] - start));
                foreach (var (row, other) in Alike(isMirrored ? some.flip(3) : some, others, coarse))
                {
                    yield return ((int)start + row, other);
                }
            }
        }
    }

    private static IEnumerable<(int Row, int Other)> Alike(Tensor images, Tensor others, Tensor coarse)
    {
        var candidates = Descriptors(images).matmul(coarse).ge(Kept((MinimumCoarseCorrelation / 100.0) - RoundingMargin)).nonzero(); // [pairs, 2]
        for (var start = 0L; start < candidates.shape[0]; start += PairsAtOnce)
        {
            using var scope = NewDisposeScope();
            var pairs = candidates.narrow(0, start, Math.Min(PairsAtOnce, candidates.shape[0] - start));
            var first = images.index_select(0, pairs.select(1, 0)).to(int32); // [P, 1, 48, 48]
            var second = others.index_select(0, pairs.select(1, 1)).to(int32);
            var coarsely = ExactCorrelation.IsAtLeast(Blocks(first), Blocks(second), MinimumCoarseCorrelation);
            var finely = ExactCorrelation.IsAtLeast(first.flatten(1), second.flatten(1), MinimumCorrelation);
            var indices = pairs.cpu().contiguous().data<long>().ToArray();
            for (var pair = 0; pair < finely.Length; pair++)
            {
                if (coarsely[pair] && finely[pair])
                {
                    yield return ((int)indices[2 * pair], (int)indices[(2 * pair) + 1]);
                }
            }
        }
    }

    // The sum of each block of 4×4 pixels, int32 [P, 144].
    private static Tensor Blocks(Tensor images)
    {
        const int Side = FaceSet.ImageSize / CoarseSize;
        return images.view(-1, CoarseSize, Side, CoarseSize, Side).sum([2L, 4L]).flatten(1).to(int32);
    }

    // Of the coarse look, rows of mean 0 and length 1, so that a product of two is their correlation; a face of one grey becomes 0.
    private static Tensor Descriptors(Tensor images)
    {
        using var scope = NewDisposeScope();
        var flat = avg_pool2d(images.to(float32), FaceSet.ImageSize / CoarseSize).flatten(1);
        return normalize(flat - flat.mean([1], keepdim: true), 2, 1).MoveToOuterDisposeScope();
    }
}
