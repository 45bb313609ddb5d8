using TorchSharp.Modules;
using static EmotionNet.Runtime.KeptScalar;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace EmotionNet.Models;

/// <summary>
/// A convolution and the batch normalization behind it. For scoring, where the statistics are constants, both are one convolution
/// with a bias: the pass over the activations that the normalization costs is saved. Folded anew at each call, which costs no more
/// than one pass over the weights, so that there is no copy to grow stale.
/// </summary>
internal static class NormalizedConvolution
{
    /// <summary>The normalization of so many channels, which does not count its batches: that would be an operation for each, and the count is not used.</summary>
    public static BatchNorm2d Normalization(int channels)
    {
        var normalization = BatchNorm2d(channels);
        normalization.num_batches_tracked = null;
        return normalization;
    }

    /// <summary>Maps <c>[N, in, H, W]</c> to <c>[N, out, ⌈H / stride⌉, ⌈W / stride⌉]</c>.</summary>
    public static Tensor Apply(Convolution convolution, BatchNorm2d normalization, Tensor input)
    {
        if (!normalization.training)
        {
            return Folded(convolution, normalization, input);
        }

        using var convolved = convolution.call(input);
        return normalization.call(convolved);
    }

    /// <summary>The kernel <c>float32 [out, in, k, k]</c> and the bias <c>float32 [out]</c> of the one convolution; they belong to the caller's dispose scope.</summary>
    public static (Tensor Kernel, Tensor Bias) Fold(Convolution convolution, BatchNorm2d normalization)
    {
        using var scope = NewDisposeScope();
        var scale = normalization.weight! * normalization.running_var!.add(Kept(normalization.eps), Kept(1)).rsqrt(); // [out]
        var bias = normalization.bias! - (normalization.running_mean! * scale); // [out]
        return ((convolution.Weight * scale.view(-1, 1, 1, 1)).MoveToOuterDisposeScope(), bias.MoveToOuterDisposeScope());
    }

    private static Tensor Folded(Convolution convolution, BatchNorm2d normalization, Tensor input)
    {
        using var scope = NewDisposeScope();
        var (kernel, bias) = Fold(convolution, normalization);
        return convolution.Convolve(input, kernel, bias).MoveToOuterDisposeScope();
    }
}
