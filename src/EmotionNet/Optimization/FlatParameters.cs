using EmotionNet.Runtime;
using TorchSharp.Modules;
using static EmotionNet.Runtime.KeptScalar;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace EmotionNet.Optimization;

/// <summary>
/// A module's parameters, gradients and running statistics as views into three long tensors, so that an update, a clip or an average
/// is a handful of operations however deep the network. Convolution kernels are laid out channels-last.
/// </summary>
internal sealed class FlatParameters : IDisposable
{
    // The gradient norm sums blocks of so many numbers, each on one thread: the order of the sum, and so its bits, is the same on any number of threads.
    private const long Block = 1024;

    private readonly List<(string Name, Tensor View)> _views = [];
    private readonly FlatGroup _fixed;

    /// <summary>Moves the storage of all parameters and floating-point buffers of <paramref name="module"/> into flat tensors on the same device.</summary>
    /// <param name="module">The module.</param>
    /// <param name="shared">Of another module of the same architecture: <paramref name="module"/> takes over its weights, so that both have one
    /// storage for them, but gradients and running statistics of its own. Null for weights of its own.</param>
    public FlatParameters(Module module, FlatParameters? shared = null)
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        var all = module.named_parameters().ToList();
        var parameters = all.Where(entry => entry.parameter.requires_grad).ToList();
        var kernels = parameters.Where(entry => IsKernel(entry.parameter)).OrderBy(entry => KernelStack.SortKey(entry.parameter.shape));
        Kernels = Group(0, kernels);
        OtherWeights = Group(Kernels.Length, parameters.Where(entry => entry.parameter.dim() >= 2 && !IsKernel(entry.parameter)));
        NotDecayed = Group(Kernels.Length + OtherWeights.Length, parameters.Where(entry => entry.parameter.dim() < 2));
        _fixed = Group(NotDecayed.Offset + NotDecayed.Length, all.Where(entry => !entry.parameter.requires_grad));

        var (length, device) = (_fixed.Offset + _fixed.Length, all[0].parameter.device);
        var padded = (length + Block - 1) / Block * Block;
        Values = (shared?.Values.detach() ?? zeros(padded, float32, device)).DetachFromDisposeScope();
        var buffers = module.named_buffers().Where(entry => entry.buffer.is_floating_point()).ToList();
        var statisticsLength = buffers.Sum(entry => entry.buffer.numel());
        GradientsAndStatistics = zeros(padded + statisticsLength, float32, device).DetachFromDisposeScope();
        Gradients = GradientsAndStatistics.narrow(0, 0, padded).DetachFromDisposeScope();
        Statistics = GradientsAndStatistics.narrow(0, padded, statisticsLength).DetachFromDisposeScope();
        foreach (var group in Stored)
        {
            group.Attach(Values, Gradients);
        }

        Move(all, copies: shared is null);
        MoveBuffers(buffers);
    }

    /// <summary>The kernels of convolutions of more than one channel, which are matrices to <see cref="Muon"/>; those of one shape are neighbours.</summary>
    public FlatGroup Kernels { get; }

    /// <summary>The other weights of two dimensions and more. Weight decay applies to them and to <see cref="Kernels"/>.</summary>
    public FlatGroup OtherWeights { get; }

    /// <summary>Biases and normalization weights.</summary>
    public FlatGroup NotDecayed { get; }

    /// <summary>The three groups that learn, in the order of their storage. Behind them are the parameters that need no gradient.</summary>
    public IReadOnlyList<FlatGroup> Groups => [Kernels, OtherWeights, NotDecayed];

    /// <summary>All weights, <c>float32 [all]</c>: those of the groups, then zeros.</summary>
    public Tensor Values { get; }

    /// <summary>All gradients, <c>float32 [all]</c>.</summary>
    public Tensor Gradients { get; }

    /// <summary>Running means and variances of the batch normalizations, <c>float32 [k]</c>.</summary>
    public Tensor Statistics { get; }

    /// <summary><see cref="Gradients"/> and then <see cref="Statistics"/>, which are views of it: what the processes of a run add up, <c>float32 [all + k]</c>.</summary>
    public Tensor GradientsAndStatistics { get; }

    /// <summary>Numbers in all parameters.</summary>
    public long Count => Stored.SelectMany(group => group.Entries).Sum(entry => entry.Length);

    /// <summary>Each parameter and running statistic by its name in the module, in a fixed order.</summary>
    public IReadOnlyList<(string Name, Tensor View)> NamedViews => _views;

    /// <summary>Each parameter of those names as a group of its own, over the same storage; the caller's to dispose.</summary>
    /// <param name="isIn">Whether a parameter is one of them, by its name in the module.</param>
    internal IReadOnlyList<FlatGroup> PartsOf(Func<string, bool> isIn)
    {
        var parts = Groups.SelectMany(group => group.Entries.Where(entry => isIn(entry.Name))
            .Select(entry => new FlatGroup(group.Offset + entry.Offset, [(entry.Name, entry.Shape)]))).ToList();
        parts.ForEach(part => part.Attach(Values, Gradients));
        return parts;
    }

    /// <summary>Whether weight decay applies to a group, of these or of <see cref="PartsOf"/>.</summary>
    internal bool IsDecayed(FlatGroup group) => group.Offset < NotDecayed.Offset;

    /// <summary>The L2 norm of all gradients, <c>float64 []</c>, on their device.</summary>
    internal Tensor GradientNorm()
    {
        using var scope = NewDisposeScope();
        return Gradients.square().view(-1, Block).sum(1).sum(float64).sqrt().MoveToOuterDisposeScope();
    }

    /// <summary>The SHA-256 of all weights and running statistics of modules, in hexadecimal.</summary>
    public static string Digest(IEnumerable<FlatParameters> modules) =>
        TensorDigest.Of(modules.SelectMany(module => (Tensor[])[module.Values, module.Statistics]));

    /// <summary>Sets all gradients to zero, and keeps their storage.</summary>
    public void ZeroGradients() => Gradients.zero_();

    /// <summary>Copies all numbers from another module of the same architecture.</summary>
    public void CopyFrom(FlatParameters other) => MoveTowards(other, 1);

    /// <summary>Moves every number a fraction of the way towards another module's: <c>x += fraction × (other − x)</c>.</summary>
    public void MoveTowards(FlatParameters other, double fraction)
    {
        using var noGradients = no_grad();
        foreach (var (mine, theirs) in new[] { (Values, other.Values), (Statistics, other.Statistics) })
        {
            mine.mul_(Kept(1 - fraction)).add_(theirs, alpha: Kept(fraction)); // lerp_ takes a tensor: a copy from the host each time
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, view) in _views)
        {
            view.Dispose();
        }

        foreach (var group in Stored)
        {
            group.Dispose();
        }

        Values.Dispose();
        Gradients.Dispose();
        Statistics.Dispose();
        GradientsAndStatistics.Dispose();
    }

    private IEnumerable<FlatGroup> Stored => [.. Groups, _fixed];

    private static bool IsKernel(Parameter parameter) => parameter.dim() == 4 && parameter.shape[1] > 1;

    private static FlatGroup Group(long offset, IEnumerable<(string name, Parameter parameter)> parameters) =>
        new(offset, parameters.Select(entry => (entry.name, entry.parameter.shape)));

    // In the module's order, weights before biases, whatever the order of the storage.
    private void Move(List<(string name, Parameter parameter)> parameters, bool copies)
    {
        var places = Stored.SelectMany(group => group.Entries.Select(entry => (group, entry))).ToDictionary(place => place.entry.Name);
        foreach (var (name, parameter) in parameters.OrderBy(entry => entry.parameter.dim() < 2))
        {
            var (group, entry) = places[name];
            var view = entry.Of(group.Values.detach());
            if (copies)
            {
                view.copy_(parameter);
            }

            parameter.set_(view);
            if (parameter.requires_grad)
            {
                parameter.grad = entry.Of(group.Gradient);
            }

            _views.Add((name, view.DetachFromDisposeScope()));
        }
    }

    private void MoveBuffers(List<(string name, Tensor buffer)> named)
    {
        var offset = 0L;
        foreach (var (name, buffer) in named)
        {
            var view = Statistics.narrow(0, offset, buffer.numel()).view(buffer.shape);
            view.copy_(buffer);
            buffer.set_(view);
            _views.Add((name, view.DetachFromDisposeScope()));
            offset += buffer.numel();
        }
    }
}
