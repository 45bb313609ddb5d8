using static EmotionNet.Runtime.KeptScalar;
using static TorchSharp.torch;

namespace EmotionNet.Augmentation;

/// <summary>
/// Mixes each image of a batch with another one of it, pixels and targets alike: mixup (Zhang et al. 2018) adds them up,
/// CutMix (Yun et al. 2019) pastes a rectangle. One proportion for the batch, as in both papers' own code.
/// </summary>
/// <param name="options">The two Beta parameters; where both are set, one of the two is drawn for each batch.</param>
internal sealed class MixupCutmix(AugmentationOptions options)
{
    /// <summary>Whether batches are mixed: one of the parameters is above 0.</summary>
    public bool IsOn => options.MixupAlpha > 0 || options.CutmixAlpha > 0;

    /// <summary>Mixes a batch, or returns it as it is where both parameters are 0.</summary>
    /// <param name="images">The network's input, <c>float32 [N, 1, S, S]</c>; stays as it is.</param>
    /// <param name="targets">Target distributions, <c>float32 [N, C]</c>; stay as they are.</param>
    /// <param name="random">Draws method, proportion and rectangle; torch's global generator draws the partners.</param>
    public (Tensor Images, Tensor Targets) Apply(Tensor images, Tensor targets, Random random)
    {
        using var partners = IsOn ? DrawPartners(images.shape[0], images.device) : null;
        return partners is null ? (images, targets) : Apply(images, targets, partners, random);
    }

    /// <summary>Draws from torch's global generator of the device which image each one of a batch is mixed with.</summary>
    /// <returns>A permutation, <c>int64 [N]</c>.</returns>
    public static Tensor DrawPartners(long count, Device device) => randperm(count, int64, device: device);

    /// <summary>Mixes the first images of some with others of them.</summary>
    /// <param name="images">The network's input, <c>float32 [N, 1, S, S]</c>; stays as it is.</param>
    /// <param name="targets">Target distributions, <c>float32 [N, C]</c>; stay as they are.</param>
    /// <param name="partners">What the first n are mixed with, <c>int64 [n]</c>.</param>
    /// <param name="random">Draws method, proportion and rectangle.</param>
    /// <returns>The n mixed ones.</returns>
    public (Tensor Images, Tensor Targets) Apply(Tensor images, Tensor targets, Tensor partners, Random random)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var (mixupAlpha, cutmixAlpha) = (options.MixupAlpha, options.CutmixAlpha);
        var cut = cutmixAlpha > 0 && (mixupAlpha <= 0 || random.Next(2) == 0);
        var kept = BetaDistribution.DrawSymmetric(cut ? cutmixAlpha : mixupAlpha, random);
        var mixed = cut ? Paste(images, partners, ref kept, random) : Blend(images, partners, kept);
        return (mixed.MoveToOuterDisposeScope(), Blend(targets, partners, kept).MoveToOuterDisposeScope());
    }

    private static Tensor Blend(Tensor values, Tensor partners, double kept) =>
        values.narrow(0, 0, partners.shape[0]).mul(Kept(kept)).add_(values.index_select(0, partners), Kept(1 - kept));

    // The rectangle is cut off at the border, so its share is computed again from the pixels that it really covers.
    private static Tensor Paste(Tensor images, Tensor partners, ref double kept, Random random)
    {
        var (height, width) = ((int)images.shape[2], (int)images.shape[3]);
        var side = Math.Sqrt(1 - kept);
        var (top, bottom) = Span(height, side, random);
        var (left, right) = Span(width, side, random);
        kept = 1 - ((double)(bottom - top) * (right - left) / (height * width));

        var pasted = images.narrow(0, 0, partners.shape[0]).clone();
        if (bottom > top && right > left)
        {
            var hole = pasted.narrow(2, top, bottom - top).narrow(3, left, right - left); // [N, 1, h, w], a view
            var patch = images.narrow(2, top, bottom - top).narrow(3, left, right - left);
            hole.copy_(patch.index_select(0, partners));
        }

        return pasted;
    }

    private static (int From, int To) Span(int length, double fraction, Random random)
    {
        var (centre, extent) = (random.Next(length), (int)(length * fraction));
        return (Math.Max(0, centre - (extent / 2)), Math.Min(length, centre - (extent / 2) + extent));
    }
}
