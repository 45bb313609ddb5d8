using EmotionNet.Configuration;
using EmotionNet.Data;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace EmotionNet.Augmentation;

/// <summary>The views of a batch whose predictions are averaged when it is scored.</summary>
public static class FaceViews
{
    /// <summary>Side of a crop in <see cref="TestTimeViews.TenCrop"/>, in pixels.</summary>
    public const int CropSize = 44;

    /// <summary>How many views there are.</summary>
    public static int Count(TestTimeViews views) => views switch
    {
        TestTimeViews.Flip => 2,
        TestTimeViews.TenCrop => 10,
        _ => 1,
    };

    /// <summary>
    /// The views, each of the batch's shape: the batch itself for <see cref="TestTimeViews.None"/>, followed by its mirror image for
    /// <see cref="TestTimeViews.Flip"/>; ten crops for <see cref="TestTimeViews.TenCrop"/> (top left, top right, bottom left, bottom right,
    /// centre, then their mirror images). New tensors belong to the caller's dispose scope.
    /// </summary>
    /// <param name="normalisedImages">The network's input, <c>[N, 1, 48, 48]</c>.</param>
    /// <param name="views">Which views.</param>
    public static IReadOnlyList<Tensor> Of(Tensor normalisedImages, TestTimeViews views) => views switch
    {
        TestTimeViews.Flip => [normalisedImages, FaceTensors.Mirror(normalisedImages)],
        TestTimeViews.TenCrop => TenCrops(normalisedImages),
        _ => [normalisedImages],
    };

    private static Tensor[] TenCrops(Tensor images)
    {
        const int end = FaceSet.ImageSize - CropSize, middle = end / 2;
        (int Top, int Left)[] corners = [(0, 0), (0, end), (end, 0), (end, end), (middle, middle)];
        var crops = corners.Select(corner => Crop(images, corner.Top, corner.Left)).ToArray();
        return [.. crops, .. crops.Select(FaceTensors.Mirror)];
    }

    private static Tensor Crop(Tensor images, int top, int left)
    {
        using var crop = images.narrow(2, top, CropSize); // [N, 1, 44, 48]
        using var square = crop.narrow(3, left, CropSize); // [N, 1, 44, 44]
        return F.interpolate(square, [FaceSet.ImageSize, FaceSet.ImageSize], mode: InterpolationMode.Bilinear, align_corners: false);
    }
}
