using EmotionNet.Numerics;
using static TorchSharp.torch;

namespace EmotionNet.Training;

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

    /// <summary>Moves the kernels, and clears their gradients, so that the other optimizer only decays them.</summary>
    public void Apply(double learningRate)
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
        var x = isTall ? matrix.t() : matrix; // the products are of the shorter side
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            var product = x.matmul(x.t());
            if (iteration == 0)
            {
                // No singular value is above this root, and it is closer to them than the matrix's own norm.
                var bound = product.norm() + 1e-12;
                x = x / bound.sqrt();
                product.div_(bound);
            }

            // The quintic of Jordan et al.: steep at zero, and near one it stays near one.
            var correction = (product * -4.7750).add_(product.matmul(product), alpha: 2.0315);
            x = (x * 3.4445).add_(correction.matmul(x));
        }

        return isTall ? x.t() : x;
    }
}
