using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace EmotionNet.Data.Duplicates;

/// <summary>The middles of images, resampled: what is compared where one image may be a shifted, mirrored or rescaled copy of another.</summary>
internal static class AlignedWindows
{
    /// <summary>Side of the middle that is compared. The rest is room to shift, and what a copy may lack.</summary>
    public const int Side = 36;

    /// <summary>The middle's place in an image.</summary>
    public const int Margin = (FaceSet.ImageSize - Side) / 2;

    private const int CellSide = 4;

    /// <summary>Images resampled so that each lies over another.</summary>
    /// <param name="images">Any numbers, <c>float32 [P, 1, 48, 48]</c>.</param>
    /// <param name="alignments">P of them, or one for all.</param>
    /// <returns><c>float32 [P, 1, 48, 48]</c>; places outside of an image repeat its border.</returns>
    public static Tensor Resample(Tensor images, IReadOnlyList<Alignment> alignments)
    {
        using var scope = NewDisposeScope();
        const float Half = FaceSet.ImageSize / 2f;
        var rows = alignments.SelectMany(alignment =>
        {
            var (x, y) = ((float)(alignment.IsMirrored ? -alignment.Scale : alignment.Scale), (float)alignment.Scale);
            return new[] { x, 0, x * (float)alignment.ShiftX / Half, 0, y, y * (float)alignment.ShiftY / Half };
        });
        var maps = tensor(rows.ToArray(), [alignments.Count, 2, 3], dtype: float32).to(images.device).expand(images.shape[0], 2, 3);
        var grid = affine_grid(maps, images.shape, align_corners: false);
        return grid_sample(images, grid, padding_mode: GridSamplePaddingMode.Border, align_corners: false).MoveToOuterDisposeScope();
    }

    /// <summary>The middles, or what lies beside them.</summary>
    /// <param name="images"><c>float32 [P, 1, 48, 48]</c>.</param>
    /// <param name="shiftX">Pixels to the right, from −6 to 6.</param>
    /// <param name="shiftY">Pixels down.</param>
    /// <returns>A view, <c>float32 [P, 1, 36, 36]</c>.</returns>
    public static Tensor Middle(Tensor images, int shiftX = 0, int shiftY = 0) =>
        images.narrow(2, Margin + shiftY, Side).narrow(3, Margin + shiftX, Side);

    /// <summary>Rows of mean 0 and length 1, so that the product of two is their correlation; one grey becomes 0.</summary>
    /// <param name="windows"><c>float32 [P, 1, S, S]</c>.</param>
    /// <returns><c>float32 [P, S · S]</c>.</returns>
    public static Tensor Standardize(Tensor windows)
    {
        using var scope = NewDisposeScope();
        var flat = windows.flatten(1);
        return normalize(flat - flat.mean([1L], keepdim: true), 2, 1, eps: 1).MoveToOuterDisposeScope();
    }

    /// <summary>As <see cref="Standardize"/>, of cells of 4×4 pixels: alike also where two images do not lie over each other to the pixel.</summary>
    /// <returns><c>float32 [P, 81]</c>.</returns>
    public static Tensor Coarse(Tensor windows)
    {
        using var scope = NewDisposeScope();
        return Standardize(avg_pool2d(windows, CellSide)).MoveToOuterDisposeScope();
    }
}
