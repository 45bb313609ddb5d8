using EmotionNet.Data;
using static TorchSharp.torch;

namespace EmotionNet.Augmentation;

/// <summary>Test-time augmentation (TTA): views of an image whose predictions are averaged when it is scored.</summary>
/// <param name="Kind">Which views; crops have the size that the network was trained on, at most 44 pixels for ten crops.</param>
/// <param name="CropSize">The side of a crop, in pixels; 48 is the whole image.</param>
internal sealed record TestTimeAugmentation(TtaMode Kind, int CropSize)
{
    // Five crops of the whole image would be one.
    private const int MaximumTenCropSize = 44;

    /// <summary>How many views there are.</summary>
    public int Count => Kind switch
    {
        TtaMode.Flip => 2,
        TtaMode.TenCrop => 10,
        _ => 1,
    };

    /// <summary>
    /// The views, <c>[N, 1, S, S]</c>: the middle of each face for <see cref="TtaMode.None"/>, followed by its mirror image for
    /// <see cref="TtaMode.Flip"/>; ten crops for <see cref="TtaMode.TenCrop"/> (top left, top right, bottom left, bottom right,
    /// centre, then their mirror images). New tensors belong to the caller's dispose scope.
    /// </summary>
    /// <param name="normalizedImages"><c>[N, 1, 48, 48]</c>.</param>
    public IReadOnlyList<Tensor> Of(Tensor normalizedImages)
    {
        if (Kind == TtaMode.TenCrop)
        {
            return TenCrops(normalizedImages, Math.Min(CropSize, MaximumTenCropSize));
        }

        var centre = CropSize == FaceSet.ImageSize ? normalizedImages : FaceTensors.CropCentre(normalizedImages, CropSize);
        return Kind == TtaMode.Flip ? [centre, FaceTensors.Mirror(centre)] : [centre];
    }

    private static Tensor[] TenCrops(Tensor images, int side)
    {
        int end = FaceSet.ImageSize - side, middle = end / 2;
        (int Top, int Left)[] corners = [(0, 0), (0, end), (end, 0), (end, end), (middle, middle)];
        var crops = corners.Select(corner => FaceTensors.Crop(images, side, corner.Top, corner.Left)).ToArray();
        return [.. crops, .. crops.Select(FaceTensors.Mirror)];
    }
}
