using static TorchSharp.torch;

namespace EmotionNet.Data.Duplicates;

/// <summary>Decides by whole numbers whether two vectors correlate: the same on every processor, whose floating-point sums differ in their last bits.</summary>
internal static class ExactCorrelation
{
    /// <summary>Whether the correlation of each two rows is at least a number of hundredths; never with a row of equal numbers.</summary>
    /// <param name="first">Whole numbers from 0 to 4,095, <c>int32 [P, n]</c>, with n of at most 4,096.</param>
    /// <param name="second">The same.</param>
    /// <param name="hundredths">1 to 100.</param>
    /// <returns>For each of the P pairs.</returns>
    public static bool[] IsAtLeast(Tensor first, Tensor second, int hundredths)
    {
        var count = first.shape[1];
        var (x, y) = (Sums(first), Sums(second));
        var (xx, yy, xy) = (Sums(first * first), Sums(second * second), Sums(first * second));
        var alike = new bool[x.Length];
        for (var pair = 0; pair < alike.Length; pair++)
        {
            var covariance = (count * xy[pair]) - (x[pair] * y[pair]);
            Int128 variances = (Int128)((count * xx[pair]) - (x[pair] * x[pair])) * ((count * yy[pair]) - (y[pair] * y[pair]));
            alike[pair] = covariance > 0 && (Int128)covariance * covariance * 10_000 >= variances * hundredths * hundredths;
        }

        return alike;
    }

    // int64, as libtorch sums whole numbers.
    private static long[] Sums(Tensor values) => values.sum([1L]).cpu().data<long>().ToArray();
}
