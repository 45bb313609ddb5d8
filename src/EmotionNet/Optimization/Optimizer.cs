using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace EmotionNet.Optimization;

/// <summary>
/// Updates the weights from their gradients: TorchSharp's AdamW, or SGD with Nesterov momentum, on two flat parameters, weight decay on one
/// of them. With Muon the kernels of convolutions are updated by it, and AdamW updates the rest. SAM updates by SGD.
/// </summary>
internal sealed class Optimizer : IDisposable
{
    private const double Momentum = 0.9;
    private const string MuonMomentum = "muon.momentum";

    private readonly FlatParameters _weights;
    private readonly double _maximumNorm;
    private readonly OptimizerHelper _optimizer;
    private readonly Muon? _muon;

    /// <summary>Creates the optimizer that the options name.</summary>
    /// <param name="weights">The weights and their gradients; they stay the caller's.</param>
    /// <param name="options">Which optimizer, and its constants.</param>
    public Optimizer(FlatParameters weights, OptimizerOptions options)
    {
        _weights = weights;
        _maximumNorm = options.GradientClip;
        _muon = options.Kind == OptimizerKind.Muon ? new Muon(weights) : null;
        _optimizer = options.Kind is OptimizerKind.AdamW or OptimizerKind.Muon
            ? AdamW(
                [new AdamW.ParamGroup([weights.Decayed], weight_decay: options.WeightDecay), new AdamW.ParamGroup([weights.NotDecayed], weight_decay: 0)],
                options.InitialLearningRate)
            : SGD(
                [
                    new SGD.ParamGroup([weights.Decayed], momentum: Momentum, weight_decay: options.WeightDecay, nesterov: true),
                    new SGD.ParamGroup([weights.NotDecayed], momentum: Momentum, nesterov: true),
                ],
                options.InitialLearningRate,
                momentum: Momentum,
                nesterov: true);
    }

    /// <summary>Scales the gradients down to the maximum norm where they are above it, on their device.</summary>
    public void ClipGradients()
    {
        if (_maximumNorm > 0)
        {
            using var noGradients = no_grad();
            using var scope = NewDisposeScope();
            var scale = (_maximumNorm / (_weights.GradientNorm() + 1e-6)).clamp_max(1);
            foreach (var (_, gradient) in _weights.Groups)
            {
                gradient.mul_(scale);
            }
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

    /// <summary>The optimizer's state as tensors to save; the count of updates is a tensor as well.</summary>
    public IReadOnlyDictionary<string, Tensor> State()
    {
        var state = new Dictionary<string, Tensor>();
        if (_muon is not null)
        {
            state[MuonMomentum] = _muon.Momentum;
        }

        foreach (var (group, entry) in _optimizer.state_dict().State.Index())
        {
            if (entry is AdamW.State adam)
            {
                state[$"{group}.step"] = tensor(adam.step);
                state[$"{group}.exp_avg"] = adam.exp_avg;
                state[$"{group}.exp_avg_sq"] = adam.exp_avg_sq;
            }
            else if (entry is SGD.State { momentum_buffer: { } momentum })
            {
                state[$"{group}.momentum_buffer"] = momentum;
            }
        }

        return state;
    }

    /// <summary>Puts a saved state back.</summary>
    /// <exception cref="KeyNotFoundException">The state is another optimizer's.</exception>
    public void Restore(IReadOnlyDictionary<string, Tensor> state)
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        _muon?.Momentum.copy_(state[MuonMomentum]);
        foreach (var (group, entry) in _optimizer.state_dict().State.Index())
        {
            if (entry is AdamW.State adam)
            {
                adam.step = state[$"{group}.step"].item<long>();
                adam.exp_avg.copy_(state[$"{group}.exp_avg"]);
                adam.exp_avg_sq.copy_(state[$"{group}.exp_avg_sq"]);
            }
            else if (entry is SGD.State momentum && state.ContainsKey($"{group}.momentum_buffer")) // there is none before the first update
            {
                momentum.momentum_buffer = state[$"{group}.momentum_buffer"].to(_weights.Decayed.device, copy: true).DetachFromDisposeScope();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _muon?.Dispose();
        _optimizer.Dispose();
    }
}
