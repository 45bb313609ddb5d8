using static EmotionNet.Runtime.KeptScalar;
using static TorchSharp.torch;

namespace EmotionNet.Optimization;

/// <summary>
/// Muon (Jordan et al. 2024, https://kellerjordan.github.io/posts/muon): the momentum of each convolution's kernel, seen as a matrix, is replaced by the nearest
/// matrix whose singular values are all one, so that no direction starves. Scaled as in Liu et al. 2025 (arXiv:2502.16982), so that AdamW's
/// rates and weight decay fit. All other weights are another optimizer's.
/// </summary>
internal sealed class Muon : IDisposable
{
    private const double MomentumDecay = 0.95;
    private const int Iterations = 4;

    private readonly FlatGroup _kernels;
    private readonly double _weightDecay;
    private readonly List<List<KernelStack>> _stacksByShortSide;

    /// <summary>Starts with no momentum.</summary>
    /// <param name="kernels">The kernels and their gradients; they stay the caller's.</param>
    /// <param name="weightDecay">Decoupled, as AdamW's.</param>
    public Muon(FlatGroup kernels, double weightDecay)
    {
        _kernels = kernels;
        _weightDecay = weightDecay;
        _stacksByShortSide = [.. KernelStack.Of(kernels).GroupBy(stack => stack.ShortSide).Select(same => same.ToList())];
        Momentum = zeros_like(kernels.Gradient).DetachFromDisposeScope();
    }

    /// <summary>The state, <c>float32 [n]</c>, as long as the kernels.</summary>
    public Tensor Momentum { get; }

    /// <summary>Updates the kernels.</summary>
    public void Step(double learningRate)
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        Momentum.mul_(Kept(MomentumDecay)).add_(_kernels.Gradient, alpha: Kept(1 - MomentumDecay));
        var nesterov = (_kernels.Gradient * Kept(1 - MomentumDecay)).add_(Momentum, alpha: Kept(MomentumDecay));
        _kernels.Values.mul_(Kept(1 - (learningRate * _weightDecay)));
        foreach (var stacks in _stacksByShortSide)
        {
            foreach (var (stack, orthogonal) in stacks.Zip(Orthogonalize([.. stacks.Select(stack => stack.Of(nesterov))])))
            {
                var step = -learningRate * 0.2 * Math.Sqrt(Math.Max(stack.Rows, stack.Columns));
                stack.Of(_kernels.Values).add_(orthogonal, alpha: Kept(step));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Momentum.Dispose();

    /// <summary>
    /// For each matrix one near <c>U Vᵀ</c> of its singular value decomposition <c>U S Vᵀ</c>: singular values become about one, but for those
    /// below about a hundredth of the largest, which only grow. The work is that of a few products of square matrices, done for all at once.
    /// </summary>
    /// <param name="stacks">Each <c>float32 [count, rows, columns]</c>; the shorter side n is the same in all.</param>
    /// <returns>Of the same shapes.</returns>
    internal static IReadOnlyList<Tensor> Orthogonalize(IReadOnlyList<Tensor> stacks)
    {
        var wide = stacks.Select(stack => stack.shape[1] > stack.shape[2] ? stack.transpose(1, 2) : stack).ToList(); // [count, n, m], n ≤ m
        var gram = cat([.. wide.Select(x => x.bmm(x.transpose(1, 2)))]); // [all, n, n]
        var bound = linalg.vector_norm(gram, 2, [1, 2], keepdim: true).add_(Kept(1e-12), Kept(1)); // its root is above every singular value, and closer to them than the matrix's own norm
        gram.div_(bound);

        // Each iteration multiplies x by a polynomial of x xᵀ. These commute, so all can be done on n×n matrices, and the product applied to x once.
        Tensor? product = null;
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            // The quintic of Jordan et al.: steep at zero, and near one it stays near one.
            var correction = baddbmm(gram, gram, gram, beta: -4.7750f, alpha: 2.0315f);
            correction.diagonal(0, 1, 2).add_(Kept(3.4445), Kept(1));
            product = product is null ? correction : correction.bmm(product);
            if (iteration + 1 < Iterations)
            {
                gram = correction.bmm(gram).bmm(correction);
            }
        }

        product!.div_(bound.sqrt_());
        var first = 0L;
        return [.. stacks.Zip(wide, (stack, x) =>
        {
            var orthogonal = product.narrow(0, first, x.shape[0]).bmm(x);
            first += x.shape[0];
            return stack.shape[1] > stack.shape[2] ? orthogonal.transpose(1, 2) : orthogonal;
        })];
    }
}
