using static EmotionNet.Runtime.KeptScalar;
using static TorchSharp.torch;

namespace EmotionNet.Optimization;

/// <summary>
/// Sharpness-aware minimization (Foret et al. 2021, arXiv:2010.01412): the gradient of an update is that of the worst point within a small
/// radius of the weights. <see cref="PerturbWeights"/> moves the weights to that point, <see cref="RestoreWeights"/> moves them back.
/// </summary>
/// <param name="weights">The weights and their gradients.</param>
internal sealed class Sam(FlatParameters weights)
{
    private const double Radius = 0.05;

    private Tensor? _perturbation;

    /// <summary>Moves the weights along their gradient by the radius, and clears the gradients for a second pass.</summary>
    public void PerturbWeights()
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        _perturbation = (weights.Gradients * (Kept(Radius) / weights.GradientNorm().add(Kept(1e-12), Kept(1)))).DetachFromDisposeScope();
        weights.Values.add_(_perturbation, Kept(1));
        weights.ZeroGradients();
    }

    /// <summary>Takes <see cref="PerturbWeights"/> back; the gradients stay.</summary>
    public void RestoreWeights()
    {
        using var noGradients = no_grad();
        weights.Values.sub_(_perturbation!);
        _perturbation!.Dispose();
        _perturbation = null;
    }
}
