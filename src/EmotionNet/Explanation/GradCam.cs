using EmotionNet.Models;
using static EmotionNet.Runtime.KeptScalar;
using static TorchSharp.torch;

namespace EmotionNet.Explanation;

/// <summary>
/// Gradient-weighted class activation mapping (Selvaraju et al., Grad-CAM, 2017): the feature maps of a stage, each weighted by the mean gradient of a class's logit
/// over its places, summed, without what is negative.
/// </summary>
internal static class GradCam
{
    /// <summary>Maps a face.</summary>
    /// <param name="network">The network, in evaluation mode.</param>
    /// <param name="face">What it takes, <c>float32 [1, 1, S, S]</c>.</param>
    /// <param name="classIndex">The class.</param>
    /// <param name="stage">The stage whose features count, from 1.</param>
    /// <returns><c>float32 [S, S]</c>, from 0 to 1, the largest value being 1; all zero where nothing speaks for the class.</returns>
    public static Tensor Of(AttentionEmotionNet network, Tensor face, int classIndex, int stage)
    {
        using var scope = NewDisposeScope();
        using var gradients = enable_grad();
        var features = FeaturesOf(network, face, stage).requires_grad_(true); // [1, channels, h, w]
        var logit = network.LogitsFrom(stage, features)[0, classIndex];
        var gradient = autograd.grad([logit], [features])[0];
        using var noGradients = no_grad();
        var weights = gradient.mean([2L, 3L], keepdim: true); // [1, channels, 1, 1]
        var map = (weights * features).sum(1, keepdim: true).relu(); // [1, 1, h, w]
        var enlarged = nn.functional.interpolate(map, [face.shape[2], face.shape[3]], mode: InterpolationMode.Bilinear, align_corners: false)[0, 0];
        var maximum = enlarged.max().item<float>();
        return (maximum > 0 ? enlarged / Kept(maximum) : enlarged).MoveToOuterDisposeScope();
    }

    // A leaf: the graph of the stages before it is not needed.
    private static Tensor FeaturesOf(AttentionEmotionNet network, Tensor face, int stage)
    {
        using var noGradients = no_grad();
        return network.FeaturesAfter(stage, face).detach();
    }
}
