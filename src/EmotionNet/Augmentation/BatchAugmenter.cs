using EmotionNet.Data;
using static EmotionNet.Runtime.KeptScalar;
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

    // Each number drawn for an image, in the order of the columns. The rectangle's two places are neighbours, to be used at once.
    private enum Draw
    {
        Flip, Angle, Scale, ShiftX, ShiftY, Contrast, Brightness, Erase, ErasedArea, ErasedAspect, ErasedLeft, ErasedTop, Count,
    }

    private Constants? _constants;

    private bool MovesPixels => options.RotationDegrees > 0 || options.ScaleFraction > 0 || options.TranslationFraction > 0;

    /// <summary>Draws from torch's global generator of the batch's device, once for the whole batch, and augments.</summary>
    /// <param name="uint8Images">Stored faces, <c>uint8 [N, 1, 48, 48]</c>.</param>
    /// <returns>The network's input, <c>float32 [N, 1, S, S]</c> with S the crop's side, from −2 to 2, on the same device. With every strength at zero
    /// it is the middle of the normalised face or of its mirror image, to the bit.</returns>
    public Tensor Apply(Tensor uint8Images)
    {
        using var scope = NewDisposeScope();
        return Apply(uint8Images, DrawNumbers(uint8Images.shape[0], uint8Images.device)).MoveToOuterDisposeScope();
    }

    /// <summary>Draws from torch's global generator of the device what decides the changes of a batch.</summary>
    /// <param name="count">Images of the batch.</param>
    /// <param name="device">Of the images.</param>
    public AugmentationDraws DrawNumbers(long count, Device device)
    {
        using var scope = NewDisposeScope();
        var constants = ConstantsOn(device);
        var numbers = rand(count, (long)Draw.Count, float32, device).mul_(constants.Widths).add_(constants.Starts, Kept(1)); // [N, draws]
        var (size, black) = (options.CropSize, FaceTensors.Black);
        var noise = options.RandomErasing > 0 ? empty(1, 1, size, size, float32, device).uniform_(black, -black) : null; // [1, 1, S, S]
        return new(numbers.MoveToOuterDisposeScope(), noise?.MoveToOuterDisposeScope());
    }

    /// <summary>Augments images by what was drawn for them.</summary>
    /// <param name="uint8Images">Stored faces, <c>uint8 [N, 1, 48, 48]</c>.</param>
    /// <param name="drawn">Of <see cref="DrawNumbers"/>, for these images.</param>
    /// <returns>As <see cref="Apply(Tensor)"/>.</returns>
    public Tensor Apply(Tensor uint8Images, AugmentationDraws drawn)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var (constants, draws) = (ConstantsOn(uint8Images.device), drawn.Numbers);
        var pixels = uint8Images.to(float32);
        var moved = MovesPixels ? Move(pixels, draws, constants) : MirrorHalf(FaceTensors.CropCentre(pixels, options.CropSize), draws);
        var brightened = Light(moved, draws);
        return (drawn.Noise is { } noise ? Erase(brightened, draws, noise, constants) : brightened).MoveToOuterDisposeScope();
    }

    private Constants ConstantsOn(Device device) => _constants ??= new Constants(Ranges(options), options.CropSize, device);

    private static (double From, double To)[] Ranges(AugmentationOptions options)
    {
        var ranges = new (double From, double To)[(int)Draw.Count];
        Array.Fill(ranges, (0, 1));
        ranges[(int)Draw.Flip] = Around(0, 1);
        ranges[(int)Draw.Angle] = Around(0, options.RotationDegrees * Math.PI / 180);
        ranges[(int)Draw.Scale] = Around(1, options.ScaleFraction);
        ranges[(int)Draw.ShiftX] = ranges[(int)Draw.ShiftY] = Around(0, 2 * options.TranslationFraction); // the grid runs from −1 to 1
        ranges[(int)Draw.Contrast] = Around(1, options.BrightnessContrastFraction);
        ranges[(int)Draw.Brightness] = Around(0, options.BrightnessContrastFraction * FaceTensors.Mean / FaceTensors.StandardDeviation);
        ranges[(int)Draw.ErasedArea] = (SmallestErasedArea, LargestErasedArea);
        ranges[(int)Draw.ErasedAspect] = Around(0, 0.5 * Math.Log(LargestAspectRatio));
        return ranges;

        static (double, double) Around(double middle, double distance) => (middle - distance, middle + distance);
    }

    private static Tensor Column(Tensor draws, Draw draw) => draws.select(1, (long)draw); // [N]

    private static Tensor MirrorHalf(Tensor pixels, Tensor draws) =>
        where((Column(draws, Draw.Flip) < Kept(0)).reshape(-1, 1, 1, 1), FaceTensors.Mirror(pixels), pixels);

    // One affine map from output to input for each face, the mirror folded in as the sign of x, the crop as a smaller part of the input.
    private Tensor Move(Tensor pixels, Tensor draws, Constants constants)
    {
        var angle = Column(draws, Draw.Angle);
        var zoom = Column(draws, Draw.Scale).reciprocal().mul_(Kept((double)options.CropSize / FaceSet.ImageSize));
        var mirror = constants.One.copysign(Column(draws, Draw.Flip)); // −1 or 1, and for 0 as well
        var (cosine, sine) = (angle.cos().mul_(zoom), angle.sin().mul_(zoom));
        var maps = stack([cosine * mirror, sine * -mirror, Column(draws, Draw.ShiftX), sine, cosine, Column(draws, Draw.ShiftY)], 1).view(-1, 3); // [2 N, 3]
        var size = options.CropSize;
        var grid = maps.mm(constants.Places).view(-1, 2, size, size).permute(0, 2, 3, 1); // [N, S, S, 2]; affine_grid is five times as slow
        return F.grid_sample(pixels, grid, GridSampleMode.Bilinear, GridSamplePaddingMode.Border, align_corners: false);
    }

    // Contrast about the middle grey, then brightness, then the normalization: all one multiplication and one addition, clipped at
    // black and white as a camera does. Only the clipping reaches the network, whose per-image standardization removes the rest.
    private Tensor Light(Tensor pixels, Tensor draws)
    {
        if (options.BrightnessContrastFraction <= 0)
        {
            return pixels.mul_(Kept(FaceTensors.GreyStep)).add_(Kept(FaceTensors.Black), Kept(1));
        }

        var contrast = Column(draws, Draw.Contrast);
        var offset = (contrast * Kept(FaceTensors.Black)).add_(Column(draws, Draw.Brightness), Kept(1)).view(-1, 1, 1, 1);
        return pixels.mul_((contrast * Kept(FaceTensors.GreyStep)).view(-1, 1, 1, 1)).add_(offset, Kept(1))
            .clamp_(Kept(FaceTensors.Black), Kept(-FaceTensors.Black));
    }

    // Noise rather than a grey, as Zhong et al. found best; one noise image for the batch, because each image shows another part of it.
    // A face that is not chosen has a rectangle of size zero.
    private Tensor Erase(Tensor images, Tensor draws, Tensor noise, Constants constants)
    {
        var size = options.CropSize;
        var side = Column(draws, Draw.ErasedArea).sqrt().mul_(Kept(size));
        var rootOfAspect = Column(draws, Draw.ErasedAspect).exp();
        var chosen = (Column(draws, Draw.Erase) < Kept(options.RandomErasing)).view(-1, 1);
        var lengths = stack([side * rootOfAspect, side / rootOfAspect], 1).clamp_(max: Kept(size)).round_().mul_(chosen); // [N, 2], width and height
        var starts = lengths.negative().add(Kept(size + 1), Kept(1)).mul_(draws.narrow(1, (long)Draw.ErasedLeft, 2)).floor_();
        var ends = starts.add(lengths, Kept(1)).unsqueeze(2);
        var inside = constants.Positions.ge(starts.unsqueeze(2)).logical_and(constants.Positions.lt(ends)).to(float32); // [N, 2, S]
        var erased = inside.select(1, 1).view(-1, 1, size, 1) * inside.select(1, 0).view(-1, 1, 1, size); // [N, 1, S, S], 0 or 1
        return images.lerp_(noise, erased); // where is not vectorised over a mask
    }

    // The same for each batch: made once, so that a step copies nothing from the host.
    private sealed class Constants
    {
        public Constants((double From, double To)[] ranges, int size, Device device)
        {
            using var scope = NewDisposeScope();
            Starts = OnDevice([.. ranges.Select(range => (float)range.From)]);
            Widths = OnDevice([.. ranges.Select(range => (float)(range.To - range.From))]);
            Positions = arange(Kept(size), float32, device).DetachFromDisposeScope();
            var middles = (Positions * Kept(2)).add(Kept(1), Kept(1)).div_(Kept(size)).sub_(Kept(1)); // of the pixels, from −1 to 1
            var columns = middles.view(1, -1).expand(size, size).reshape(-1);
            var rows = middles.view(-1, 1).expand(size, size).reshape(-1);
            One = ones(1, float32, device).DetachFromDisposeScope();
            Places = stack([columns, rows, ones_like(rows)]).DetachFromDisposeScope();

            Tensor OnDevice(float[] numbers) => tensor(numbers, device: device).DetachFromDisposeScope();
        }

        /// <summary>Where the range of each draw begins, <c>float32 [draws]</c>.</summary>
        public Tensor Starts { get; }

        /// <summary>And how wide it is, <c>float32 [draws]</c>.</summary>
        public Tensor Widths { get; }

        /// <summary>1, <c>float32 [1]</c>.</summary>
        public Tensor One { get; }

        /// <summary>Columns or rows from 0, <c>float32 [S]</c>.</summary>
        public Tensor Positions { get; }

        /// <summary>x, y and 1 of each output pixel, as affine maps take them, <c>float32 [3, S · S]</c>.</summary>
        public Tensor Places { get; }
    }
}

/// <summary>What decides the changes of a batch.</summary>
/// <param name="Numbers">A row for each image, <c>float32 [N, draws]</c>.</param>
/// <param name="Noise">What erased rectangles show, <c>float32 [1, 1, S, S]</c>; null where nothing is erased.</param>
internal sealed record AugmentationDraws(Tensor Numbers, Tensor? Noise)
{
    /// <summary>Those of some images of the batch.</summary>
    /// <param name="rows">Which ones, <c>int64 [n]</c>.</param>
    public AugmentationDraws Of(Tensor rows) => this with { Numbers = Numbers.index_select(0, rows) };
}
