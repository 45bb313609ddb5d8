using static TorchSharp.torch;

namespace EmotionNet.Optimization;

/// <summary>Convolution kernels of one shape, which lie one after the other in a flat tensor and are matrices: a row for each output channel.</summary>
/// <param name="Offset">Where the first begins.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Rows">Output channels.</param>
/// <param name="Columns">Input channels × places of the kernel.</param>
internal readonly record struct KernelStack(long Offset, long Count, long Rows, long Columns)
{
    /// <summary>The shorter side of the matrices.</summary>
    public long ShortSide => Math.Min(Rows, Columns);

    /// <summary>The stacks of a group that is sorted by <see cref="SortKey"/>.</summary>
    /// <exception cref="NotSupportedException">A kernel has a size at which the group leaves a gap behind it.</exception>
    public static IReadOnlyList<KernelStack> Of(FlatGroup kernels) =>
        [.. kernels.Entries.GroupBy(entry => SortKey(entry.Shape))
            .Select(same => same.Key.Rows * same.Key.Columns % FlatGroup.Alignment == 0
                ? new KernelStack(same.First().Offset, same.Count(), same.Key.Rows, same.Key.Columns)
                : throw new NotSupportedException($"a kernel of {same.Key.Rows} × {same.Key.Columns} numbers, not a multiple of {FlatGroup.Alignment}"))];

    /// <summary>By what kernels are sorted, so that those of one shape, and those with equal shorter sides, are neighbours.</summary>
    /// <param name="shape"><c>[out, in, k, k]</c>.</param>
    public static (long ShortSide, long Rows, long Columns) SortKey(long[] shape)
    {
        var columns = shape[1] * shape[2] * shape[3];
        return (Math.Min(shape[0], columns), shape[0], columns);
    }

    /// <summary>The matrices, <c>[Count, Rows, Columns]</c>, as a view.</summary>
    /// <param name="flat">A tensor as long as the group.</param>
    public Tensor Of(Tensor flat)
    {
        using var range = flat.narrow(0, Offset, Count * Rows * Columns);
        return range.view(Count, Rows, Columns);
    }
}
