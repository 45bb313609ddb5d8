using TorchSharp.Modules;
using static EmotionNet.Runtime.KeptScalar;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace EmotionNet.Optimization;

/// <summary>
/// Updates the weights from their gradients: TorchSharp's AdamW, or SGD with Nesterov momentum, on the three groups of <see cref="FlatParameters"/>,
/// without weight decay on the last. With Muon the kernels of convolutions are updated by it, and AdamW updates the rest. SAM updates by SGD.
/// </summary>
internal sealed class Optimizer : IDisposable
{
    private const double Momentum = 0.9;
    private const string StepKey = "step";
    private const string MomentumKey = "momentum";

    private readonly FlatParameters _weights;
    private readonly double _maximumNorm;
    private readonly OptimizerHelper _optimizer;
    private readonly List<FlatGroup> _groups; // those of _optimizer, in order
    private readonly IReadOnlyList<FlatGroup> _ownGroups;
    private readonly Muon? _muon;

    /// <summary>Creates the optimizer that the options name.</summary>
    /// <param name="weights">The weights and their gradients; they stay the caller's.</param>
    /// <param name="options">Which optimizer, and its constants.</param>
    /// <param name="learns">Whether a parameter is updated, by its name; null for all. The others are out of reach of weight decay and momentum.</param>
    public Optimizer(FlatParameters weights, OptimizerOptions options, Func<string, bool>? learns = null)
    {
        _weights = weights;
        _maximumNorm = options.GradientClip;
        _ownGroups = learns is null ? [] : weights.PartsOf(learns);
        _muon = options.Kind == OptimizerKind.Muon && learns is null ? new Muon(weights.Kernels, options.WeightDecay) : null;
        _groups = [.. learns is null ? weights.Groups.Where(group => _muon is null || group != weights.Kernels) : _ownGroups];
        _optimizer = options.Kind is OptimizerKind.AdamW or OptimizerKind.Muon
            ? AdamW(_groups.Select(group => new AdamW.ParamGroup([group.Values], weight_decay: DecayOf(group))), options.InitialLearningRate)
            : SGD(
                _groups.Select(group => new SGD.ParamGroup([group.Values], momentum: Momentum, weight_decay: DecayOf(group), nesterov: true)),
                options.InitialLearningRate,
                momentum: Momentum,
                nesterov: true);

        double DecayOf(FlatGroup group) => weights.IsDecayed(group) ? options.WeightDecay : 0;
    }

    /// <summary>Scales the gradients down to the maximum norm where they are above it, on their device.</summary>
    public void ClipGradients()
    {
        if (_maximumNorm > 0)
        {
            using var noGradients = no_grad();
            using var scope = NewDisposeScope();
            _weights.Gradients.mul_((Kept(_maximumNorm) / _weights.GradientNorm().add(Kept(1e-6), Kept(1))).clamp_max(Kept(1)));
        }
    }

    /// <summary>Updates the weights, and clears the gradients.</summary>
    /// <param name="learningRate">The rate of this update.</param>
    public void Step(double learningRate)
    {
        using var scope = NewDisposeScope();
        foreach (var group in _optimizer.ParamGroups)
        {
            group.LearningRate = learningRate;
        }

        _muon?.Step(learningRate);
        _optimizer.step();
        _weights.ZeroGradients();
    }

    /// <summary>
    /// The optimizer's state as tensors to save: <c>exp_avg.NAME</c>, <c>exp_avg_sq.NAME</c> or <c>momentum.NAME</c> for each parameter, views of its
    /// shape, and the count of updates as <c>step</c>.
    /// </summary>
    public IReadOnlyDictionary<string, Tensor> State()
    {
        var state = new Dictionary<string, Tensor>();
        foreach (var (name, group, values) in States())
        {
            foreach (var entry in group.Entries)
            {
                state[$"{name}.{entry.Name}"] = entry.Of(values);
            }
        }

        if (AdamStates().FirstOrDefault() is { } adam)
        {
            state[StepKey] = tensor(adam.step);
        }

        return state;
    }

    /// <summary>Puts a saved state back.</summary>
    /// <exception cref="KeyNotFoundException">The state is another optimizer's.</exception>
    public void Restore(IReadOnlyDictionary<string, Tensor> state)
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        state = EarlierOptimizerState.ByParameter(state, _weights);
        foreach (var adam in AdamStates())
        {
            adam.step = state[StepKey].item<long>();
        }

        foreach (var (group, sgd) in SgdStates().Where(pair => state.ContainsKey($"{MomentumKey}.{pair.Group.Entries[0].Name}")))
        {
            sgd.momentum_buffer ??= zeros_like(group.Gradient).DetachFromDisposeScope(); // there is none before the first update
        }

        foreach (var (name, group, values) in States())
        {
            foreach (var entry in group.Entries)
            {
                entry.Of(values).copy_(state[$"{name}.{entry.Name}"]);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _muon?.Dispose();
        _optimizer.Dispose();
        foreach (var group in _ownGroups)
        {
            group.Dispose();
        }
    }

    // Each state as one tensor for a group.
    private IEnumerable<(string Name, FlatGroup Group, Tensor Values)> States()
    {
        if (_muon is not null)
        {
            yield return (MomentumKey, _weights.Kernels, _muon.Momentum);
        }

        foreach (var (group, adam) in _groups.Zip(AdamStates()))
        {
            yield return ("exp_avg", group, adam.exp_avg);
            yield return ("exp_avg_sq", group, adam.exp_avg_sq);
        }

        foreach (var (group, sgd) in SgdStates())
        {
            if (sgd.momentum_buffer is { } momentum)
            {
                yield return (MomentumKey, group, momentum);
            }
        }
    }

    private IEnumerable<AdamW.State> AdamStates() => _optimizer.state_dict().State.OfType<AdamW.State>();

    private IEnumerable<(FlatGroup Group, SGD.State State)> SgdStates() => _groups.Zip(_optimizer.state_dict().State)
        .Where(pair => pair.Second is SGD.State).Select(pair => (pair.First, (SGD.State)pair.Second));
}
