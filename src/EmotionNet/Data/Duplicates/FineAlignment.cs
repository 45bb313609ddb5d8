using static TorchSharp.torch;

namespace EmotionNet.Data.Duplicates;

/// <summary>Lays images over others to the pixel, from an alignment that is right to a few.</summary>
internal static class FineAlignment
{
    private const int Reach = 2; // pixels around the given shift

    private static readonly double[] ScaleSteps = [1 / 1.035, 1, 1.035];

    /// <summary>Finds the alignment of each pair at which the pixels correlate most.</summary>
    /// <param name="firsts"><c>float32 [P, 1, 48, 48]</c>.</param>
    /// <param name="seconds">The middles that they are laid over, standardized, <c>float32 [P, 1296]</c>.</param>
    /// <param name="starts">P alignments to begin from.</param>
    public static IReadOnlyList<(double Correlation, Alignment Alignment)> Find(Tensor firsts, Tensor seconds, IReadOnlyList<Alignment> starts)
    {
        var best = starts.Select(start => (Correlation: double.MinValue, Alignment: start)).ToArray();
        foreach (var step in ScaleSteps)
        {
            using var scope = NewDisposeScope();
            var scaled = starts.Select(start => start with { Scale = start.Scale * step }).ToList();
            var moved = AlignedWindows.Resample(firsts, scaled);
            for (var x = -Reach; x <= Reach; x++)
            {
                for (var y = -Reach; y <= Reach; y++)
                {
                    using var inner = NewDisposeScope();
                    var correlations = (AlignedWindows.Standardize(AlignedWindows.Middle(moved, x, y)) * seconds).sum(1).cpu().data<float>().ToArray();
                    for (var pair = 0; pair < best.Length; pair++)
                    {
                        if (correlations[pair] > best[pair].Correlation)
                        {
                            var start = scaled[pair];
                            best[pair] = (correlations[pair], start with { ShiftX = start.ShiftX + x, ShiftY = start.ShiftY + y });
                        }
                    }
                }
            }
        }

        return best;
    }
}
