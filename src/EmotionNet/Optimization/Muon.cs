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

    private readonly FlatParameters _weights;

    /// <summary>Starts with no momentum.</summary>
    public Muon(FlatParameters weights)
    {
        _weights = weights;
        Momentum = zeros_like(weights.DecayedGradient).DetachFromDisposeScope();
    }

    /// <summary>The state, <c>float32 [n]</c>, as long as the decayed weights.</summary>
    public Tensor Momentum { get; }

    /// <summary>Updates the kernels, and clears their gradients, so that the other optimizer only decays them.</summary>
    public void Step(double learningRate)
    {
        using var noGradients = no_grad();
        foreach (var kernel in _weights.Kernels)
        {
            using var scope = NewDisposeScope();
            var (gradient, momentum) = (kernel.Of(_weights.DecayedGradient), kernel.Of(Momentum));
            momentum.mul_(MomentumDecay).add_(gradient, alpha: 1 - MomentumDecay);
            var nesterov = (gradient * (1 - MomentumDecay)).add_(momentum, alpha: MomentumDecay);
            kernel.Of(_weights.Decayed).add_(Orthogonalize(nesterov), alpha: -learningRate * 0.2 * Math.Sqrt(Math.Max(kernel.Rows, kernel.Columns)));
            gradient.zero_();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Momentum.Dispose();

    /// <summary>
    /// A matrix near <c>U Vᵀ</c> of the singular value decomposition <c>U S Vᵀ</c>: singular values become about one, but for those below
    /// about a hundredth of the largest, which only grow.
    /// </summary>
    /// <param name="matrix"><c>float32 [rows, columns]</c>.</param>
    internal static Tensor Orthogonalize(Tensor matrix)
    {
        var isTall = matrix.shape[0] > matrix.shape[1];
        var x = isTall ? matrix.t() : matrix; // [n, m], n the shorter side
        var gram = x.matmul(x.t()); // [n, n]
        var bound = gram.norm() + 1e-12; // its root is above every singular value, and closer to them than the matrix's own norm
        gram.div_(bound);

        // Each iteration multiplies x by a polynomial of x xᵀ. These commute, so all can be done on n×n matrices, and the product applied to x once.
        Tensor? product = null;
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            // The quintic of Jordan et al.: steep at zero, and near one it stays near one.
            var correction = (gram * -4.7750).add_(gram.matmul(gram), alpha: 2.0315);
            correction.diagonal().add_(3.4445);
            product = product is null ? correction : correction.matmul(product);
            if (iteration + 1 < Iterations)
            {
                gram = correction.matmul(gram).matmul(correction);
            }
        }

        var orthogonal = product!.div_(bound.sqrt()).matmul(x);
        return isTall ? orthogonal.t() : orthogonal;
    }
}
