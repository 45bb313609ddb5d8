using static EmotionNet.Runtime.KeptScalar;
using static TorchSharp.torch;

namespace EmotionNet.Models;

/// <summary>The mean of each channel over all places.</summary>
internal static class ChannelMeans
{
    /// <summary>
    /// Maps <c>[N, C, H, W]</c> of any floating dtype to <c>float32 [N, C]</c>. It sums in the dtype of the features, of which only the result is rounded:
    /// the gradient of a mean in another dtype is written out in full, and that of a sum is a view.
    /// </summary>
    public static Tensor Of(Tensor features)
    {
        using var scope = NewDisposeScope();
        var places = features.shape[2] * features.shape[3];
        return features.sum([2L, 3L]).to(ScalarType.Float32).div(Kept(places)).MoveToOuterDisposeScope();
    }
}
