using static TorchSharp.torch;

namespace EmotionNet.Models;

/// <summary>
/// Channels-last tensors by strides: TorchSharp 0.107 has no memory-format argument, and libtorch takes the layout from the strides.
/// </summary>
internal static class ChannelsLast
{
    /// <summary>The same numbers, shape <c>[N, C, H, W]</c>, stored as N, H, W, C.</summary>
    /// <param name="images">Any floating dtype, <c>[N, C, H, W]</c>.</param>
    public static Tensor Of(Tensor images)
    {
        using var heightWidthChannels = images.permute(0, 2, 3, 1);
        using var packed = heightWidthChannels.contiguous();
        return packed.permute(0, 3, 1, 2);
    }

    /// <summary>Whether the strides are those of N, H, W, C.</summary>
    public static bool Holds(Tensor images)
    {
        var (shape, stride) = (images.shape, images.stride());
        return shape.Length == 4 && stride[1] == 1 && stride[3] == shape[1] && stride[2] == shape[1] * shape[3] && stride[0] == shape[1] * shape[2] * shape[3];
    }
}
