using static EmotionNet.Runtime.KeptScalar;
using static TorchSharp.torch;

namespace EmotionNet.Models;

/// <summary>
/// Kernels that whiten patches of standardized faces: their responses to these patches are uncorrelated and of the same variance. A kernel and its negative
/// are neighbours, so that behind a ReLU nothing of the projection is lost (Jordan 2024, arXiv:2404.00498).
/// </summary>
internal static class PatchWhitening
{
    private const int Faces = 2048; // times 225 patches of 25 numbers each
    private const int PatchStride = 3;

    // Of a variance; keeps patches of one grey from division by zero.
    private const double Epsilon = 1e-3;

    // Pixels as whole numbers of this step make the sums below exact, and so the same in any order, on any number of threads.
    private const double Step = 1.0 / 256;

    /// <summary>Computes the kernels.</summary>
    /// <param name="faces">Stored faces, <c>uint8 [N, 1, S, S]</c>, on the CPU; at most 2,048, evenly spaced, count.</param>
    /// <param name="count">How many kernels. Beyond twice the numbers of a patch they repeat.</param>
    /// <param name="side">Their side k, in pixels.</param>
    /// <returns><c>float32 [count, 1, k, k]</c>; the components of the largest variance first.</returns>
    public static Tensor Kernels(Tensor faces, int count, int side)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var (components, variances) = Components(faces, side); // [k · k, k · k], a column each; [k · k], ascending
        var (length, kernels) = (side * side, new List<Tensor>());
        for (var index = 0; index < count; index++)
        {
            var column = length - 1 - (index / 2 % length);
            var kernel = components.select(1, column) / Kept(Math.Sqrt(Math.Max(variances[column].item<double>(), 0) + Epsilon));
            kernels.Add(index % 2 == 0 ? kernel : -kernel);
        }

        return stack([.. kernels]).view(count, 1, side, side).to(float32).MoveToOuterDisposeScope();
    }

    private static (Tensor Components, Tensor Variances) Components(Tensor faces, int side)
    {
        var count = Math.Min(Faces, faces.shape[0]);
        long[] rows = [.. Enumerable.Range(0, (int)count).Select(index => index * faces.shape[0] / count)]; // directories of classes come one after the other
        var some = faces.index_select(0, tensor(rows)).to(float32);
        var patches = (AttentionEmotionNet.Standardize(some) / Kept(Step)).round_().unfold(2, side, PatchStride).unfold(3, side, PatchStride)
            .reshape(-1, side * side).to(float64); // [patches, k · k]
        var covariance = patches.t().mm(patches) * Kept(Step * Step / patches.shape[0]); // about 0, the mean of a standardized face
        var (variances, components) = linalg.eigh(covariance);
        var signs = components.gather(0, components.abs().argmax(0, keepdim: true)).sign(); // [1, k · k]: a component is as good as its negative
        return (components * signs, variances);
    }
}
