using EmotionNet.Inference.Images;
using EmotionNet.Runtime;
using static TorchSharp.torch;

namespace EmotionNet.Data;

/// <summary>
/// The faces of one split: one tensor of pixels and one of targets, loaded once and never turned into an object per face.
/// </summary>
public sealed class FaceSet : IDisposable
{
    /// <summary>Side of a face in pixels.</summary>
    public const int ImageSize = ImageFile.FaceSide;

    /// <summary>Pixels of a face.</summary>
    public const int PixelCount = ImageSize * ImageSize;

    /// <summary>Takes ownership of two tensors.</summary>
    /// <param name="images">Pixels, <c>uint8 [N, 1, 48, 48]</c>.</param>
    /// <param name="targets">Target distributions, <c>float32 [N, C]</c>; a multi-hot row in <see cref="LabelMode.MultiTarget"/>.</param>
    /// <param name="classNames">The C class names, in column order.</param>
    /// <param name="voteDistributions">What <see cref="VoteDistributions"/> says, or null.</param>
    /// <exception cref="ArgumentException">A shape or dtype is not as above.</exception>
    public FaceSet(Tensor images, Tensor targets, IReadOnlyList<string> classNames, Tensor? voteDistributions = null)
    {
        if (images.dtype != ScalarType.Byte || images.dim() != 4 || images.shape[1] != 1 || images.shape[2] != ImageSize || images.shape[3] != ImageSize)
        {
            throw new ArgumentException("Images must be uint8 [N, 1, 48, 48].", nameof(images));
        }

        if (targets.dtype != ScalarType.Float32 || targets.dim() != 2 || targets.shape[0] != images.shape[0] || targets.shape[1] != classNames.Count)
        {
            throw new ArgumentException("Targets must be float32 [N, C], a row for each image and a column for each class.", nameof(targets));
        }

        if (voteDistributions is not null && (voteDistributions.dtype != ScalarType.Float32 || !voteDistributions.shape.SequenceEqual(targets.shape)))
        {
            throw new ArgumentException("Vote distributions must be float32 [N, C], as the targets.", nameof(voteDistributions));
        }

        Images = images.DetachFromDisposeScope();
        Targets = targets.DetachFromDisposeScope();
        Labels = (Count == 0 ? zeros(0, int64) : targets.argmax(1)).DetachFromDisposeScope();
        ClassNames = classNames;
        VoteDistributions = voteDistributions?.DetachFromDisposeScope();
    }

    /// <summary>Pixels, <c>uint8 [N, 1, 48, 48]</c>.</summary>
    public Tensor Images { get; }

    /// <summary>Target distributions, <c>float32 [N, C]</c>; multi-hot in <see cref="LabelMode.MultiTarget"/>.</summary>
    public Tensor Targets { get; }

    /// <summary>The class of the largest target, <c>int64 [N]</c>.</summary>
    public Tensor Labels { get; }

    /// <summary>The votes' distribution of faces whose target is the majority's class, <c>float32 [N, C]</c>: what probability mode is also scored against. Null elsewhere.</summary>
    public Tensor? VoteDistributions { get; }

    /// <summary>The class names, in column order of <see cref="Targets"/>.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The number of faces.</summary>
    public int Count => (int)Images.shape[0];

    /// <summary>The SHA-256 of images and targets, in hexadecimal.</summary>
    internal string Digest() => TensorDigest.Of([Images, Targets]);

    /// <summary>Builds a set from managed memory.</summary>
    /// <param name="pixels">N × 2304 bytes, row by row.</param>
    /// <param name="targets">N × C numbers, row by row.</param>
    /// <param name="classNames">The C class names.</param>
    /// <exception cref="ArgumentException">The lengths do not agree.</exception>
    public static FaceSet FromArrays(byte[] pixels, float[] targets, IReadOnlyList<string> classNames)
    {
        var count = pixels.Length / PixelCount;
        if (pixels.Length != (long)count * PixelCount || targets.Length != count * classNames.Count)
        {
            throw new ArgumentException("Pixels and targets must hold the same number of whole faces.");
        }

        return FromImages(ImagesOf(pixels), targets, classNames);
    }

    /// <summary>A set of one-hot targets.</summary>
    /// <param name="pixels">N × 2304 bytes, row by row.</param>
    /// <param name="labels">N class indices.</param>
    /// <param name="classNames">The class names.</param>
    public static FaceSet FromLabels(byte[] pixels, IReadOnlyList<int> labels, IReadOnlyList<string> classNames) =>
        FromArrays(pixels, OneHot(labels, classNames), classNames);

    /// <summary>A set of one-hot targets for images that are a tensor already, <c>uint8 [N, 1, 48, 48]</c>.</summary>
    internal static FaceSet FromLabels(Tensor images, IReadOnlyList<int> labels, IReadOnlyList<string> classNames) =>
        FromImages(images, OneHot(labels, classNames), classNames);

    /// <summary>A set of images that are a tensor already, <c>uint8 [N, 1, 48, 48]</c>, and N × C targets, row by row.</summary>
    internal static FaceSet FromImages(Tensor images, float[] targets, IReadOnlyList<string> classNames, float[]? voteDistributions = null) =>
        new(images, Rows(targets, classNames), classNames, voteDistributions is null ? null : Rows(voteDistributions, classNames));

    /// <summary>A new set of the faces at <paramref name="indices"/>, in that order.</summary>
    public FaceSet Subset(IReadOnlyCollection<long> indices)
    {
        using var scope = NewDisposeScope();
        var index = tensor(indices.ToArray(), dtype: int64).to(Images.device);
        return new FaceSet(Images.index_select(0, index), Targets.index_select(0, index), ClassNames, VoteDistributions?.index_select(0, index));
    }

    /// <summary>A new set on another device; this one stays as it is.</summary>
    public FaceSet CopyTo(Device device) =>
        new(Images.to(device, copy: true), Targets.to(device, copy: true), ClassNames, VoteDistributions?.to(device, copy: true));

    /// <summary>Faces of each class by <see cref="Labels"/>, in column order.</summary>
    public IReadOnlyList<int> CountByClass()
    {
        var counts = new int[ClassNames.Count];
        foreach (var label in LabelArray())
        {
            counts[label]++;
        }

        return counts;
    }

    /// <summary>The labels in host memory, wherever <see cref="Labels"/> is.</summary>
    internal long[] LabelArray()
    {
        using var onHost = Labels.cpu();
        return onHost.data<long>().ToArray();
    }

    /// <summary>All pixels in host memory, N × 2304 bytes, face by face and row by row.</summary>
    internal byte[] PixelArray()
    {
        using var scope = NewDisposeScope();
        return Images.cpu().contiguous().data<byte>().ToArray();
    }

    /// <summary>The pixels of each face in host memory, 2304 bytes, row by row.</summary>
    internal IEnumerable<byte[]> PixelRows() => PixelArray().Chunk(PixelCount);

    /// <summary>The images and targets of several sets of the same classes, one set after the other.</summary>
    internal static FaceSet Join(IReadOnlyList<FaceSet> sets) => new(
        cat([.. sets.Select(set => set.Images)]), cat([.. sets.Select(set => set.Targets)]), sets[0].ClassNames);

    /// <inheritdoc/>
    public void Dispose()
    {
        Images.Dispose();
        Targets.Dispose();
        Labels.Dispose();
        VoteDistributions?.Dispose();
    }

    /// <summary>Pixels as a tensor, <c>uint8 [N, 1, 48, 48]</c>.</summary>
    internal static Tensor ImagesOf(byte[] pixels)
    {
        TorchRuntime.Initialize();
        return tensor(pixels, [pixels.Length / PixelCount, 1, ImageSize, ImageSize], dtype: uint8);
    }

    private static Tensor Rows(float[] values, IReadOnlyList<string> classNames) =>
        tensor(values, [values.Length / classNames.Count, classNames.Count], dtype: float32);

    private static float[] OneHot(IReadOnlyList<int> labels, IReadOnlyList<string> classNames)
    {
        var targets = new float[labels.Count * classNames.Count];
        for (var face = 0; face < labels.Count; face++)
        {
            if (labels[face] < 0 || labels[face] >= classNames.Count)
            {
                throw new ArgumentException($"Label {labels[face]} of face {face} is not one of {classNames.Count} classes.", nameof(labels));
            }

            targets[(face * classNames.Count) + labels[face]] = 1f;
        }

        return targets;
    }
}
