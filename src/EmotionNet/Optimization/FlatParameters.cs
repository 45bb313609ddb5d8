using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace EmotionNet.Optimization;

/// <summary>
/// A module's parameters, gradients and running statistics as views into a few long tensors, so that an update, a clip or an average
/// is a handful of operations however deep the network. Convolution weights are laid out channels-last.
/// </summary>
internal sealed class FlatParameters : IDisposable
{
    private readonly List<(string Name, Tensor View)> _views = [];
    private readonly List<FlatKernel> _kernels = [];

    /// <summary>Moves the storage of all parameters and floating-point buffers of <paramref name="module"/> into flat tensors on the same device.</summary>
    /// <param name="module">The module.</param>
    /// <param name="shared">Of another module of the same architecture: <paramref name="module"/> takes over its weights, so that both have one
    /// storage for them, but gradients and running statistics of its own. Null for weights of its own.</param>
    public FlatParameters(Module module, FlatParameters? shared = null)
    {
        using var noGradients = no_grad();
        var named = module.named_parameters().ToList();
        var decayed = named.Where(parameter => parameter.parameter.dim() >= 2).ToList();
        var offset = 0L;
        foreach (var (_, parameter) in decayed)
        {
            if (parameter.dim() == 4 && parameter.shape[1] > 1)
            {
                _kernels.Add(new(offset, parameter.shape[0], parameter.numel() / parameter.shape[0]));
            }

            offset += parameter.numel();
        }

        (Decayed, DecayedGradient) = Flatten(decayed, shared?.Decayed);
        (NotDecayed, NotDecayedGradient) = Flatten(named.Where(parameter => parameter.parameter.dim() < 2).ToList(), shared?.NotDecayed);
        Statistics = FlattenBuffers(module);
    }

    /// <summary>Weights of two dimensions and more: those that weight decay applies to, <c>float32 [n]</c>.</summary>
    public Parameter Decayed { get; }

    /// <summary>The gradient of <see cref="Decayed"/>, <c>float32 [n]</c>; backward adds to it.</summary>
    public Tensor DecayedGradient { get; }

    /// <summary>Biases and normalisation weights, <c>float32 [m]</c>.</summary>
    public Parameter NotDecayed { get; }

    /// <summary>The gradient of <see cref="NotDecayed"/>, <c>float32 [m]</c>; backward adds to it.</summary>
    public Tensor NotDecayedGradient { get; }

    /// <summary>Running means and variances of the batch normalisations, <c>float32 [k]</c>.</summary>
    public Tensor Statistics { get; }

    /// <summary>Each parameter and running statistic by its name in the module, in a fixed order.</summary>
    public IReadOnlyList<(string Name, Tensor View)> NamedViews => _views;

    /// <summary>The kernels of convolutions of more than one channel, which are matrices inside <see cref="Decayed"/>.</summary>
    public IReadOnlyList<FlatKernel> Kernels => _kernels;

    /// <summary>The two flat parameters, each with its gradient.</summary>
    internal IReadOnlyList<(Parameter Values, Tensor Gradient)> Groups => [(Decayed, DecayedGradient), (NotDecayed, NotDecayedGradient)];

    /// <summary>The L2 norm of all gradients, <c>float32 []</c>, on their device.</summary>
    internal Tensor GradientNorm() => Groups.Select(group => group.Gradient.square().sum()).Aggregate((sum, next) => sum + next).sqrt();

    /// <summary>Sets all gradients to zero, and keeps their storage.</summary>
    public void ZeroGradients()
    {
        DecayedGradient.zero_();
        NotDecayedGradient.zero_();
    }

    /// <summary>Copies all numbers from another module of the same architecture.</summary>
    public void CopyFrom(FlatParameters other) => MoveTowards(other, 1);

    /// <summary>Moves every number a fraction of the way towards another module's: <c>x += fraction × (other − x)</c>.</summary>
    public void MoveTowards(FlatParameters other, double fraction)
    {
        using var noGradients = no_grad();
        foreach (var (mine, theirs) in new[] { (Decayed, other.Decayed), (NotDecayed, other.NotDecayed), (Statistics, other.Statistics) })
        {
            mine.mul_(1 - fraction).add_(theirs, alpha: fraction); // lerp_ takes a tensor: a copy from the host each time
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, view) in _views)
        {
            view.Dispose();
        }

        Decayed.Dispose();
        DecayedGradient.Dispose();
        NotDecayed.Dispose();
        NotDecayedGradient.Dispose();
        Statistics.Dispose();
    }

    private (Parameter Values, Tensor Gradients) Flatten(List<(string name, Parameter parameter)> named, Tensor? shared)
    {
        using var scope = NewDisposeScope();
        var length = named.Sum(entry => entry.parameter.numel());
        var device = named[0].parameter.device;
        var values = shared?.detach() ?? zeros(length, float32, device); // alias is the same tensor to TorchSharp, with the same gradient
        var gradients = zeros(length, float32, device).DetachFromDisposeScope();
        var offset = 0L;
        foreach (var (name, parameter) in named)
        {
            var view = View(values, offset, parameter.shape);
            if (shared is null)
            {
                view.copy_(parameter);
            }

            parameter.set_(view);
            parameter.grad = View(gradients, offset, parameter.shape);
            _views.Add((name, view.DetachFromDisposeScope()));
            offset += parameter.numel();
        }

        var flat = new Parameter(values.DetachFromDisposeScope()) { grad = gradients };
        return (flat, gradients);
    }

    private Tensor FlattenBuffers(Module module)
    {
        using var scope = NewDisposeScope();
        var named = module.named_buffers().Where(entry => entry.buffer.is_floating_point()).ToList();
        var values = zeros(named.Sum(entry => entry.buffer.numel()), float32, Decayed.device).DetachFromDisposeScope();
        var offset = 0L;
        foreach (var (name, buffer) in named)
        {
            var view = View(values, offset, buffer.shape);
            view.copy_(buffer);
            buffer.set_(view);
            _views.Add((name, view.DetachFromDisposeScope()));
            offset += buffer.numel();
        }

        return values;
    }

    private static Tensor View(Tensor flat, long offset, long[] shape)
    {
        var slice = flat.narrow(0, offset, shape.Aggregate(1L, (product, side) => product * side));
        return shape.Length == 4
            ? slice.view(shape[0], shape[2], shape[3], shape[1]).permute(0, 3, 1, 2)
            : slice.view(shape);
    }
}

/// <summary>A convolution's kernel as a matrix inside a flat tensor: a row for each output channel.</summary>
/// <param name="Offset">Where it begins.</param>
/// <param name="Rows">Output channels.</param>
/// <param name="Columns">Input channels × places of the kernel.</param>
internal readonly record struct FlatKernel(long Offset, long Rows, long Columns)
{
    /// <summary>The matrix, <c>[Rows, Columns]</c>, as a view.</summary>
    public Tensor Of(Tensor flat) => flat.narrow(0, Offset, Rows * Columns).view(Rows, Columns);
}
