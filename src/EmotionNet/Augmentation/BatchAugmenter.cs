using EmotionNet.Data;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace EmotionNet.Augmentation;

/// <summary>
/// Changes each face of a batch by chance, between the face set and the network: mirrored or not, rotated, scaled, shifted, cropped,
/// brighter or darker, a rectangle erased. A handful of operations for the whole batch, on its device, without a look back at the host.
/// </summary>
/// <param name="options">The strengths.</param>
internal sealed class BatchAugmenter(AugmentationOptions options)
{
    // Zhong et al. 2020 erase 2 to 40 % of an object photograph; 40 % of a cropped face can be the whole expression.
    private const double SmallestErasedArea = 0.02, LargestErasedArea = 0.25, LargestAspectRatio = 3;

    private enum Draw
    {
        Flip, Angle, Scale, ShiftX, ShiftY, Contrast, Brightness, Erase, ErasedArea, ErasedAspect, ErasedLeft, ErasedTop, Count,
    }

    private bool MovesPixels => options.RotationDegrees > 0 || options.ScaleFraction > 0 || options.TranslationFraction > 0;

    /// <summary>Draws from torch's global generator of the batch's device, once for the whole batch, and augments.</summary>
    /// <param name="uint8Images">Stored faces, <c>uint8 [N, 1, 48, 48]</c>.</param>
    /// <returns>The network's input, <c>float32 [N, 1, S, S]</c> with S the crop's side, from −2 to 2, on the same device. With every strength at zero
    /// it is the middle of the normalised face or of its mirror image, to the bit.</returns>
    public Tensor Apply(Tensor uint8Images)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var draws = rand(uint8Images.shape[0], (long)Draw.Count, float32, uint8Images.device); // [N, draws]
        var pixels = uint8Images.to(float32);
        var moved = MovesPixels ? Move(pixels, draws) : MirrorHalf(FaceTensors.CropCentre(pixels, options.CropSize), draws);
        var brightened = Light(moved, draws);
        return (options.RandomErasing > 0 ? Erase(brightened, draws) : brightened).MoveToOuterDisposeScope();
    }

    private static Tensor Uniform(Tensor draws, Draw draw) => draws.select(1, (long)draw); // [N], 0 to 1

    private static Tensor Signed(Tensor draws, Draw draw) => (Uniform(draws, draw) * 2) - 1; // [N], −1 to 1

    private static Tensor MirrorHalf(Tensor pixels, Tensor draws) =>
        where((Uniform(draws, Draw.Flip) < 0.5).reshape(-1, 1, 1, 1), FaceTensors.Mirror(pixels), pixels);

    // One affine map from output to input for each face, the mirror folded in as the sign of x, the crop as a smaller part of the input.
    private Tensor Move(Tensor pixels, Tensor draws)
    {
        var angle = Signed(draws, Draw.Angle) * (options.RotationDegrees * Math.PI / 180);
        var zoom = ((Signed(draws, Draw.Scale) * options.ScaleFraction) + 1).reciprocal().mul_((double)options.CropSize / FaceSet.ImageSize);
        var mirror = (Uniform(draws, Draw.Flip) < 0.5).to(float32).mul_(-2).add_(1);
        var (cosine, sine) = (angle.cos() * zoom, angle.sin() * zoom);
        var side = 2 * options.TranslationFraction; // the grid runs from −1 to 1
        var shiftX = Signed(draws, Draw.ShiftX) * side;
        var shiftY = Signed(draws, Draw.ShiftY) * side;
        var map = stack([cosine * mirror, -sine * mirror, shiftX, sine, cosine, shiftY], 1).view(-1, 2, 3); // [N, 2, 3]
        var grid = F.affine_grid(map, [pixels.shape[0], 1, options.CropSize, options.CropSize], align_corners: false); // [N, S, S, 2]
        return F.grid_sample(pixels, grid, GridSampleMode.Bilinear, GridSamplePaddingMode.Border, align_corners: false);
    }

    // Contrast about the middle grey, then brightness, then the normalisation: all one multiplication and one addition, clipped at
    // black and white as a camera does. Only the clipping reaches the network, whose per-image standardization removes the rest.
    private Tensor Light(Tensor pixels, Tensor draws)
    {
        if (options.BrightnessContrastFraction <= 0)
        {
            return pixels.mul_(FaceTensors.GreyStep).add_(FaceTensors.Black);
        }

        var contrast = (Signed(draws, Draw.Contrast) * options.BrightnessContrastFraction) + 1;
        var brightness = Signed(draws, Draw.Brightness) * (options.BrightnessContrastFraction * FaceTensors.Mean / FaceTensors.StandardDeviation);
        var gain = (contrast * FaceTensors.GreyStep).view(-1, 1, 1, 1);
        var offset = ((contrast * FaceTensors.Black) + brightness).view(-1, 1, 1, 1);
        return pixels.mul_(gain).add_(offset).clamp_(FaceTensors.Black, -FaceTensors.Black);
    }

    // Noise rather than a grey, as Zhong et al. found best; one noise image for the batch, because each image shows another part of it.
    // A face that is not chosen has a rectangle of height zero.
    private Tensor Erase(Tensor images, Tensor draws)
    {
        var size = options.CropSize;
        var area = (Uniform(draws, Draw.ErasedArea) * (LargestErasedArea - SmallestErasedArea)) + SmallestErasedArea;
        var rootOfAspect = (Signed(draws, Draw.ErasedAspect) * (0.5 * Math.Log(LargestAspectRatio))).exp();
        var side = area.sqrt() * size;
        var chosen = (Uniform(draws, Draw.Erase) < options.RandomErasing).to(float32);
        var columns = Interval((side * rootOfAspect).clamp(max: size).round(), Uniform(draws, Draw.ErasedLeft)); // [N, S]
        var rows = Interval((side / rootOfAspect).clamp(max: size).round() * chosen, Uniform(draws, Draw.ErasedTop)); // [N, S]
        var erased = rows.view(-1, 1, size, 1).logical_and(columns.view(-1, 1, 1, size)); // [N, 1, S, S]
        var noise = empty(1, 1, size, size, images.dtype, images.device).uniform_(FaceTensors.Black, -FaceTensors.Black);
        return where(erased, noise, images);

        Tensor Interval(Tensor length, Tensor place)
        {
            var start = ((length * -1) + (size + 1)).mul_(place).floor_().view(-1, 1);
            var position = arange(size, float32, images.device).view(1, -1);
            return position.ge(start).logical_and(position.lt(start + length.view(-1, 1)));
        }
    }
}
