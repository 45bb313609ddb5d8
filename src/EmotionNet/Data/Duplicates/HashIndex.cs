using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace EmotionNet.Data.Duplicates;

/// <summary>
/// Finds all pairs of rows whose product reaches a threshold, none less than a comparison of each with each. Rows are turned onto their principal axes, of which
/// the first hold most of a row's length; the others add at most the product of the lengths that are left (Cauchy–Schwarz). That bound rules out nearly all pairs
/// by a fraction of the work.
/// </summary>
internal sealed class HashIndex : IDisposable
{
    private const int Leading = 23; // axes
    private const int Bound = Leading + 1; // the length that is left is one more number of a row
    private const int TileRows = 4, TileColumns = 24; // whose sums are in the registers of a processor with AVX2
    private const int ChunkRows = 128; // stay in the first cache while the columns pass
    private const float RoundingMargin = 1e-4f;

    private readonly Tensor _axes; // [D, D], the principal ones first
    private readonly float[] _rows; // [N, D]
    private readonly float[] _panels; // [N / 24, 24 numbers, 24 rows]
    private readonly int _dimensions;
    private readonly int _count;

    /// <summary>Takes the rows.</summary>
    /// <param name="rows"><c>float32 [N, D]</c>, with D of at least 24; of length 1 or 0.</param>
    public HashIndex(Tensor rows)
    {
        (_count, _dimensions) = ((int)rows.shape[0], (int)rows.shape[1]);
        _axes = Axes(rows);
        _rows = Turn(rows);
        _panels = Pack(_rows, TileColumns);
    }

    /// <summary>Finds the pairs of a row and a later one.</summary>
    /// <param name="others">Another look at each row, in the same order, <c>float32 [N, D]</c>.</param>
    /// <param name="minimum">Of the product of the other look at a row and a later row.</param>
    /// <param name="threads">How many cores are used.</param>
    /// <returns>The index of each, the earlier first, and their product; in no order.</returns>
    public IReadOnlyList<(int First, int Second, float Product)> FindLater(Tensor others, float minimum, int threads)
    {
        var rows = Turn(others);
        var tiles = Pack(rows, TileRows);
        var found = new List<(int, int, float)>();
        Parallel.For(0, (_count + ChunkRows - 1) / ChunkRows, new ParallelOptions { MaxDegreeOfParallelism = threads }, chunk =>
        {
            var here = new List<(int, int, float)>();
            FindLater(rows, tiles, chunk * ChunkRows, minimum, here);
            lock (found)
            {
                found.AddRange(here);
            }
        });
        return found;
    }

    /// <inheritdoc/>
    public void Dispose() => _axes.Dispose();

    private static Tensor Axes(Tensor rows)
    {
        using var scope = NewDisposeScope();
        var wide = rows.to(float64);
        var (_, vectors) = linalg.eigh(wide.t().matmul(wide)); // by ascending eigenvalues
        return vectors.flip(1).to(float32).MoveToOuterDisposeScope();
    }

    private float[] Turn(Tensor rows)
    {
        using var scope = NewDisposeScope();
        return rows.matmul(_axes).cpu().contiguous().data<float>().ToArray();
    }

    // Groups of rows, number by number; the last group is filled up with zeros.
    private float[] Pack(float[] rows, int side)
    {
        var packed = new float[(_count + side - 1) / side * side * Bound];
        for (var row = 0; row < _count; row++)
        {
            var numbers = rows.AsSpan(row * _dimensions, _dimensions);
            var group = packed.AsSpan(row / side * side * Bound);
            for (var axis = 0; axis < Leading; axis++)
            {
                group[(axis * side) + (row % side)] = numbers[axis];
            }

            group[(Leading * side) + (row % side)] = MathF.Sqrt(Product(numbers[Leading..], numbers[Leading..]));
        }

        return packed;
    }

    private void FindLater(float[] rows, float[] tiles, int start, float minimum, List<(int, int, float)> found)
    {
        var end = Math.Min(start + ChunkRows, _count);
        Span<float> bounds = stackalloc float[TileRows * TileColumns];
        for (var column = start / TileColumns * TileColumns; column < _count; column += TileColumns)
        {
            ref var panel = ref _panels[column * Bound];
            for (var row = start; row < end; row += TileRows)
            {
                if (column + TileColumns > row && HasAlike(ref tiles[row * Bound], ref panel, minimum - RoundingMargin, bounds))
                {
                    AddAlike(rows, bounds, row, column, minimum, found);
                }
            }
        }
    }

    // Without tiers: this is the inner loop of minutes, called from a loop that would wait long for better code.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool HasAlike(ref float tile, ref float panel, float minimum, Span<float> bounds)
    {
        Vector256<float> a0 = default, a1 = default, a2 = default, b0 = default, b1 = default, b2 = default;
        Vector256<float> c0 = default, c1 = default, c2 = default, d0 = default, d1 = default, d2 = default;
        for (nuint axis = 0; axis < Bound; axis++)
        {
            var x = Vector256.LoadUnsafe(ref panel, axis * TileColumns);
            var y = Vector256.LoadUnsafe(ref panel, (axis * TileColumns) + 8);
            var z = Vector256.LoadUnsafe(ref panel, (axis * TileColumns) + 16);
            ref var row = ref Unsafe.Add(ref tile, axis * TileRows);
            var a = Vector256.Create(row);
            a0 = Vector256.MultiplyAddEstimate(a, x, a0);
            a1 = Vector256.MultiplyAddEstimate(a, y, a1);
            a2 = Vector256.MultiplyAddEstimate(a, z, a2);
            var b = Vector256.Create(Unsafe.Add(ref row, 1));
            b0 = Vector256.MultiplyAddEstimate(b, x, b0);
            b1 = Vector256.MultiplyAddEstimate(b, y, b1);
            b2 = Vector256.MultiplyAddEstimate(b, z, b2);
            var c = Vector256.Create(Unsafe.Add(ref row, 2));
            c0 = Vector256.MultiplyAddEstimate(c, x, c0);
            c1 = Vector256.MultiplyAddEstimate(c, y, c1);
            c2 = Vector256.MultiplyAddEstimate(c, z, c2);
            var d = Vector256.Create(Unsafe.Add(ref row, 3));
            d0 = Vector256.MultiplyAddEstimate(d, x, d0);
            d1 = Vector256.MultiplyAddEstimate(d, y, d1);
            d2 = Vector256.MultiplyAddEstimate(d, z, d2);
        }

        var most = Vector256.MaxNative(
            Vector256.MaxNative(Vector256.MaxNative(a0, a1), Vector256.MaxNative(a2, b0)),
            Vector256.MaxNative(Vector256.MaxNative(b1, b2), Vector256.MaxNative(c0, c1)));
        most = Vector256.MaxNative(most, Vector256.MaxNative(Vector256.MaxNative(c2, d0), Vector256.MaxNative(d1, d2)));
        if (!Vector256.GreaterThanOrEqualAny(most, Vector256.Create(minimum)))
        {
            return false;
        }

        ReadOnlySpan<Vector256<float>> sums = [a0, a1, a2, b0, b1, b2, c0, c1, c2, d0, d1, d2];
        MemoryMarshal.Cast<Vector256<float>, float>(sums).CopyTo(bounds);
        return true;
    }

    private void AddAlike(float[] rows, ReadOnlySpan<float> bounds, int row, int column, float minimum, List<(int, int, float)> found)
    {
        for (var place = 0; place < bounds.Length; place++)
        {
            var (first, second) = (row + (place / TileColumns), column + (place % TileColumns));
            if (bounds[place] >= minimum - RoundingMargin && first < second && second < _count)
            {
                var product = Product(rows.AsSpan(first * _dimensions, _dimensions), _rows.AsSpan(second * _dimensions, _dimensions));
                if (product >= minimum)
                {
                    found.Add((first, second, product));
                }
            }
        }
    }

    private static float Product(ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        var ones = MemoryMarshal.Cast<float, Vector<float>>(one);
        var others = MemoryMarshal.Cast<float, Vector<float>>(other);
        var sums = Vector<float>.Zero;
        for (var part = 0; part < ones.Length; part++)
        {
            sums += ones[part] * others[part];
        }

        var sum = Vector.Sum(sums);
        for (var number = ones.Length * Vector<float>.Count; number < one.Length; number++)
        {
            sum += one[number] * other[number];
        }

        return sum;
    }
}
