using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EmotionNet.Optimization;

/// <summary>Parameters that are updated by one rule: a range of the flat tensors of <see cref="FlatParameters"/>.</summary>
internal sealed class FlatGroup : IDisposable
{
    /// <summary>Numbers, of 16 bytes, at whose multiples a parameter begins: what the vectorized kernels of a GPU load at once.</summary>
    public const long Alignment = 4;

    private readonly List<FlatEntry> _entries = [];

    /// <summary>Lays parameters out one after the other, each aligned.</summary>
    /// <param name="offset">Where the group begins in the flat tensors.</param>
    /// <param name="parameters">Name and shape of each.</param>
    public FlatGroup(long offset, IEnumerable<(string Name, long[] Shape)> parameters)
    {
        Offset = offset;
        foreach (var (name, shape) in parameters)
        {
            var entry = new FlatEntry(name, Length, shape);
            _entries.Add(entry);
            Length += (entry.Length + Alignment - 1) / Alignment * Alignment;
        }
    }

    /// <summary>Where it begins in the flat tensors.</summary>
    public long Offset { get; }

    /// <summary>Numbers in it, with those that only align the parameters.</summary>
    public long Length { get; }

    /// <summary>Its parameters, in the order of their storage.</summary>
    public IReadOnlyList<FlatEntry> Entries => _entries;

    /// <summary>The weights, <c>float32 [n]</c>, with <see cref="Gradient"/> as their gradient.</summary>
    public Parameter Values { get; private set; } = null!;

    /// <summary>The gradient, <c>float32 [n]</c>; backward adds to it.</summary>
    public Tensor Gradient { get; private set; } = null!;

    /// <summary>Gives the group its storage, which stays the caller's.</summary>
    /// <param name="values">The flat weights of the module, <c>float32 [all]</c>, which need no gradient themselves.</param>
    /// <param name="gradients">Their gradients, <c>float32 [all]</c>.</param>
    public void Attach(Tensor values, Tensor gradients)
    {
        using var range = values.narrow(0, Offset, Length);
        Gradient = gradients.narrow(0, Offset, Length).DetachFromDisposeScope();
        Values = new Parameter(range.detach().DetachFromDisposeScope()) { grad = Gradient };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Values.Dispose();
        Gradient.Dispose();
    }
}

/// <summary>One parameter of a group.</summary>
/// <param name="Name">Its name in the module.</param>
/// <param name="Offset">Where it begins in the group.</param>
/// <param name="Shape">Its shape; convolution kernels <c>[out, in, k, k]</c> are stored channels-last.</param>
internal readonly record struct FlatEntry(string Name, long Offset, long[] Shape)
{
    /// <summary>Numbers in it.</summary>
    public long Length => Shape.Aggregate(1L, (product, side) => product * side);

    /// <summary>The parameter's part of a tensor as long as the group: its weights, their gradients, or a state of the optimizer.</summary>
    /// <param name="group"><c>float32 [n]</c>.</param>
    /// <returns>A view of the parameter's shape.</returns>
    public Tensor Of(Tensor group)
    {
        using var scope = NewDisposeScope();
        var slice = group.narrow(0, Offset, Length);
        var view = Shape.Length == 4 ? slice.view(Shape[0], Shape[2], Shape[3], Shape[1]).permute(0, 3, 1, 2) : slice.view(Shape);
        return view.MoveToOuterDisposeScope();
    }
}
