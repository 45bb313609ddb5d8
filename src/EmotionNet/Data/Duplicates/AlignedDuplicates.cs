using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace EmotionNet.Data.Duplicates;

/// <summary>
/// Finds copies that <see cref="NearDuplicates"/> does not: shifted by up to five pixels, mirrored, cropped otherwise by up to a sixth, compressed otherwise, and
/// all of these together. A perceptual hash of each image, its middle in 9×9 cells less the mean face, is compared with that of each other image under 90
/// alignments; pairs that are alike are laid over each other to the pixel.
/// </summary>
internal static class AlignedDuplicates
{
    /// <summary>The correlation of the middles from which on two images are copies; chosen by the pairs of docs/audit.md.</summary>
    public const double MinimumCorrelation = 0.95;

    private const float MinimumLikeness = 0.85f; // of two hashes
    private const int ShiftStep = 3;
    private const int ImagesAtOnce = 1024;

    private static readonly double[] Scales = [1 / 1.15, 1 / 1.07, 1, 1.07, 1.15];
    private static readonly int[] Steps = [-ShiftStep, 0, ShiftStep];
    private static readonly (int X, int Y)[] Shifts = [.. Steps.SelectMany(x => Steps.Select(y => (x, y)))];
    private static readonly Alignment[] Views = [.. Scales.SelectMany(scale => (Alignment[])[new(false, scale, 0, 0), new(true, scale, 0, 0)])];

    /// <summary>Finds the copies among images.</summary>
    /// <param name="images"><c>uint8 [N, 1, 48, 48]</c>, each different from the others.</param>
    /// <param name="more">Pairs of indices to compare too, such as those whose features are alike; the earlier index first.</param>
    /// <param name="progress">Called with the alignments done and their number.</param>
    /// <returns>The pairs, by index.</returns>
    public static IReadOnlyList<AlignedPair> Find(Tensor images, IReadOnlyList<(int First, int Second)>? more = null, Action<int, int>? progress = null)
    {
        using var scope = NewDisposeScope();
        using var noGradients = inference_mode();
        var candidates = new Dictionary<(int, int), (float Likeness, Alignment Alignment)>();
        var mean = Mean(images);
        var hashes = InParts(images, part => Hash(AlignedWindows.Middle(part), mean)); // [N, 81]
        using var index = new HashIndex(hashes);
        var done = 0;
        foreach (var view in Views)
        {
            using var part = NewDisposeScope();
            var moved = InParts(images, some => AlignedWindows.Resample(some, [view]).to(uint8)); // [N, 1, 48, 48]
            foreach (var (x, y) in Shifts)
            {
                AddAlike(moved, index, mean, view with { ShiftX = x, ShiftY = y }, candidates);
                progress?.Invoke(++done, Views.Length * Shifts.Length);
            }
        }

        AddBest(images, hashes, mean, more ?? [], candidates);
        return Align(images, [.. candidates.Select(entry => (entry.Key.Item1, entry.Key.Item2, entry.Value.Alignment))]);
    }

    private static Tensor InParts(Tensor images, Func<Tensor, Tensor> compute)
    {
        using var scope = NewDisposeScope();
        var parts = new List<Tensor>();
        foreach (var part in images.split(ImagesAtOnce))
        {
            using var inner = NewDisposeScope();
            parts.Add(compute(part.to(float32)).MoveToOuterDisposeScope());
        }

        return cat(parts).MoveToOuterDisposeScope();
    }

    // Of the coarse middles of all images: what every face has in common tells none from another.
    private static Tensor Mean(Tensor images)
    {
        using var scope = NewDisposeScope();
        return InParts(images, part => AlignedWindows.Coarse(AlignedWindows.Middle(part))).mean([0L], keepdim: true).MoveToOuterDisposeScope();
    }

    private static Tensor Hash(Tensor middles, Tensor mean)
    {
        using var scope = NewDisposeScope();
        return normalize(AlignedWindows.Coarse(middles) - mean, 2, 1).MoveToOuterDisposeScope();
    }

    // Only with later images: the inverse of an alignment is another of them.
    private static void AddAlike(
        Tensor moved, HashIndex index, Tensor mean, Alignment alignment, Dictionary<(int, int), (float Likeness, Alignment Alignment)> candidates)
    {
        using var scope = NewDisposeScope();
        var own = InParts(moved, part => Hash(AlignedWindows.Middle(part, (int)alignment.ShiftX, (int)alignment.ShiftY), mean));
        foreach (var (first, second, likeness) in index.FindLater(own, MinimumLikeness, get_num_threads()))
        {
            if (!candidates.TryGetValue((first, second), out var best) || best.Likeness < likeness)
            {
                candidates[(first, second)] = (likeness, alignment);
            }
        }
    }

    // Pairs that are alike to somebody else, under the alignment in which they are most alike here.
    private static void AddBest(
        Tensor images,
        Tensor hashes,
        Tensor mean,
        IReadOnlyList<(int First, int Second)> pairs,
        Dictionary<(int, int), (float Likeness, Alignment Alignment)> candidates)
    {
        foreach (var some in pairs.Where(pair => !candidates.ContainsKey(pair)).Chunk(ImagesAtOnce))
        {
            using var scope = NewDisposeScope();
            var firsts = Select(images, some.Select(pair => pair.First)).to(float32);
            var seconds = Select(hashes, some.Select(pair => pair.Second));
            var best = some.Select(_ => (Likeness: float.MinValue, Alignment: default(Alignment))).ToArray();
            foreach (var alignment in Views)
            {
                using var part = NewDisposeScope();
                var moved = AlignedWindows.Resample(firsts, [alignment]);
                foreach (var (x, y) in Shifts)
                {
                    var likeness = (Hash(AlignedWindows.Middle(moved, x, y), mean) * seconds).sum(1).cpu().data<float>().ToArray();
                    for (var pair = 0; pair < best.Length; pair++)
                    {
                        best[pair] = likeness[pair] > best[pair].Likeness ? (likeness[pair], alignment with { ShiftX = x, ShiftY = y }) : best[pair];
                    }
                }
            }

            for (var pair = 0; pair < best.Length; pair++)
            {
                candidates[some[pair]] = best[pair];
            }
        }
    }

    private static Tensor Select(Tensor rows, IEnumerable<int> indices) =>
        rows.index_select(0, tensor(indices.Select(index => (long)index).ToArray()).to(rows.device));

    private static List<AlignedPair> Align(Tensor images, IReadOnlyList<(int First, int Second, Alignment Alignment)> candidates)
    {
        var pairs = new List<AlignedPair>();
        foreach (var some in candidates.Chunk(ImagesAtOnce))
        {
            using var scope = NewDisposeScope();
            var firsts = Select(images, some.Select(pair => pair.First)).to(float32);
            var seconds = AlignedWindows.Standardize(AlignedWindows.Middle(Select(images, some.Select(pair => pair.Second)).to(float32)));
            var aligned = FineAlignment.Find(firsts, seconds, [.. some.Select(pair => pair.Alignment)]);
            pairs.AddRange(some.Zip(aligned, (pair, best) => new AlignedPair(pair.First, pair.Second, best.Correlation, best.Alignment))
                .Where(pair => pair.Correlation >= MinimumCorrelation));
        }

        return [.. pairs.OrderBy(pair => pair.First).ThenBy(pair => pair.Second)];
    }
}
