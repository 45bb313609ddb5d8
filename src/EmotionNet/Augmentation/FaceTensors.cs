using EmotionNet.Data;
using static EmotionNet.Runtime.KeptScalar;
using static TorchSharp.torch;

namespace EmotionNet.Augmentation;

/// <summary>From stored pixels to what the network takes: the same affine map everywhere, in training, scoring and prediction.</summary>
public static class FaceTensors
{
    /// <summary>The grey (as a fraction of white) that becomes 0.</summary>
    public const double Mean = 0.5;

    /// <summary>The grey step (as a fraction of white) that becomes 1.</summary>
    public const double StandardDeviation = 0.25;

    /// <summary>What black becomes; white becomes its negative.</summary>
    internal const double Black = -Mean / StandardDeviation;

    /// <summary>The step of one of 255 greys.</summary>
    internal const double GreyStep = 1 / (255 * StandardDeviation);

    /// <summary>Turns stored faces into the network's input: <c>(x / 255 − 0.5) / 0.25</c>.</summary>
    /// <param name="uint8Images">Pixels, <c>uint8 [N, 1, 48, 48]</c>.</param>
    /// <returns><c>float32 [N, 1, 48, 48]</c> from −2 (black) to 2 (white), on the same device.</returns>
    public static Tensor Normalize(Tensor uint8Images)
    {
        using var scope = NewDisposeScope();
        return uint8Images.to(float32).mul_(Kept(GreyStep)).add_(Kept(Black), Kept(1)).MoveToOuterDisposeScope();
    }

    /// <summary>The mirror images of a batch.</summary>
    /// <param name="images"><c>[N, 1, S, S]</c>.</param>
    internal static Tensor Mirror(Tensor images) => images.flip(3);

    /// <summary>A square of each image.</summary>
    /// <param name="images"><c>[N, 1, H, W]</c>.</param>
    /// <param name="side">Its side S, in pixels.</param>
    /// <param name="top">Its first row.</param>
    /// <param name="left">Its first column.</param>
    /// <returns><c>[N, 1, S, S]</c>, a view.</returns>
    internal static Tensor Crop(Tensor images, int side, int top, int left)
    {
        using var rows = images.narrow(2, top, side);
        return rows.narrow(3, left, side);
    }

    /// <summary>The square in the middle of each image.</summary>
    internal static Tensor CropCentre(Tensor images, int side)
    {
        var start = (FaceSet.ImageSize - side) / 2;
        return Crop(images, side, start, start);
    }
}
