using EmotionNet.Configuration;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace EmotionNet.Optimization;

/// <summary>
/// Turns gradients into weights: clip, then TorchSharp's AdamW or SGD on two flat parameters, weight decay on one of them.
/// With Muon the kernels of convolutions move by it, and AdamW moves the rest.
/// For SAM (Foret et al. 2021) it also climbs to the worst point nearby, where the gradients are taken a second time.
/// </summary>
public sealed class Optimizer : IDisposable
{
    private const double SharpnessRadius = 0.05;
    private const double Momentum = 0.9;
    private const string MuonMomentum = "muon.momentum";

    private readonly FlatParameters _weights;
    private readonly double _clip;
    private readonly OptimizerHelper _optimizer;
    private readonly Muon? _muon;
    private readonly List<Tensor> _perturbations = [];

    /// <summary>Creates the update rule that the options ask for.</summary>
    public Optimizer(FlatParameters weights, TrainingOptions options)
    {
        _weights = weights;
        _clip = options.GradientClip;
        NeedsSecondGradient = options.Optimizer == OptimizerKind.Sam;
        _muon = options.Optimizer == OptimizerKind.Muon ? new Muon(weights) : null;
        _optimizer = options.Optimizer is OptimizerKind.AdamW or OptimizerKind.Muon
            ? AdamW(
                [new AdamW.ParamGroup([weights.Decayed], weight_decay: options.WeightDecay), new AdamW.ParamGroup([weights.NotDecayed], weight_decay: 0)],
                options.LearningRate)
            : SGD(
                [
                    new SGD.ParamGroup([weights.Decayed], momentum: Momentum, weight_decay: options.WeightDecay, nesterov: true),
                    new SGD.ParamGroup([weights.NotDecayed], momentum: Momentum, nesterov: true),
                ],
                options.LearningRate,
                momentum: Momentum,
                nesterov: true);
    }

    /// <summary>Whether a step takes its gradients twice: after <see cref="PerturbWeights"/>, and <see cref="RestoreWeights"/> before the update.</summary>
    public bool NeedsSecondGradient { get; }

    private (Parameter Values, Tensor Gradient)[] Groups =>
        [(_weights.Decayed, _weights.DecayedGradient), (_weights.NotDecayed, _weights.NotDecayedGradient)];

    /// <summary>Moves the weights up the gradient by SAM's radius, and clears the gradients.</summary>
    public void PerturbWeights()
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        var scale = SharpnessRadius / (GradientNorm() + 1e-12);
        foreach (var (values, gradient) in Groups)
        {
            var perturbation = gradient * scale;
            values.add_(perturbation);
            _perturbations.Add(perturbation.DetachFromDisposeScope());
        }

        _weights.ZeroGradients();
    }

    /// <summary>Takes <see cref="PerturbWeights"/> back.</summary>
    public void RestoreWeights()
    {
        using var noGradients = no_grad();
        foreach (var (group, perturbation) in Groups.Zip(_perturbations))
        {
            group.Values.sub_(perturbation);
            perturbation.Dispose();
        }

        _perturbations.Clear();
    }

    /// <summary>Clips the gradients to the norm in force, updates the weights, and clears the gradients.</summary>
    public void Apply(double learningRate)
    {
        using var scope = NewDisposeScope();
        if (_clip > 0)
        {
            ClipGradients();
        }

        foreach (var group in _optimizer.ParamGroups)
        {
            group.LearningRate = learningRate;
        }

        _muon?.Apply(learningRate);
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

    private void ClipGradients()
    {
        using var noGradients = no_grad();
        var scale = (_clip / (GradientNorm() + 1e-6)).clamp_max(1);
        foreach (var (_, gradient) in Groups)
        {
            gradient.mul_(scale);
        }
    }

    private Tensor GradientNorm() => Groups.Select(group => group.Gradient.square().sum()).Aggregate((sum, next) => sum + next).sqrt();
}
