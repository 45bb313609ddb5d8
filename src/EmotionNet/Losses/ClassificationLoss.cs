using static EmotionNet.Runtime.KeptScalar;
using static TorchSharp.torch;

namespace EmotionNet.Losses;

/// <summary>
/// The loss that training minimizes. Distributions (FER2013, FER+ majority and probability, mixup, CutMix): cross-entropy with the
/// target distribution. Multi-target: the cross-entropy of the best accepted label (Barsoum et al. 2016, equation 5); a sigmoid for each
/// class is not offered, because it has no single prediction to score. Either may be focal (Lin et al. 2017): each term times (1 − p)^γ.
/// Class weights multiply the cost of each class, smoothed ones included, as PyTorch's cross-entropy does; with focal loss they are its α. Where several
/// labels are accepted, they weigh the one that counts, and do not decide which it is. The teachers' part has no weights.
/// With teacher predictions it is the weighted sum of that loss and of the cross-entropy with the soft targets (Hinton et al. 2015, at
/// temperature 1).
/// </summary>
/// <param name="options">Which loss.</param>
/// <param name="device">Of the logits; null is the CPU.</param>
internal sealed class ClassificationLoss(LossOptions options, Device? device = null) : IDisposable
{
    private readonly Tensor? _weights = options.ClassWeights is { } weights
        ? tensor(weights.Select(weight => (float)weight).ToArray(), device: device).DetachFromDisposeScope() // float32 [C]
        : null;

    /// <summary>The mean loss of a batch, <c>float32 []</c>.</summary>
    /// <param name="logits">The network's output, <c>float32 [N, C]</c>.</param>
    /// <param name="targets">Distributions, or rows of accepted labels in multi-target mode, <c>float32 [N, C]</c>.</param>
    /// <param name="softTargets">Teacher predictions, distributions, <c>float32 [N, C]</c>; or null.</param>
    public Tensor Loss(Tensor logits, Tensor targets, Tensor? softTargets = null)
    {
        using var scope = NewDisposeScope();
        var logProbabilities = logits.log_softmax(1); // [N, C]
        var costs = -logProbabilities;
        if (options.FocalGamma > 0)
        {
            // Above 0, where the derivative of a power below 1 is infinite.
            costs = costs * logProbabilities.exp().negative().add(Kept(1), Kept(1)).clamp_min(Kept(1e-6)).pow(Kept(options.FocalGamma));
        }

        var weighted = _weights is null ? costs : costs * _weights;
        var perImage = options.IsMultiTarget ? BestAcceptedLabel(costs, targets) : (weighted * targets).sum(1); // [N]
        var loss = options.LabelSmoothing > 0
            ? (perImage * Kept(1 - options.LabelSmoothing)).add(weighted.mean([1]) * Kept(options.LabelSmoothing), Kept(1))
            : perImage;
        if (softTargets is not null)
        {
            loss = (loss * Kept(1 - options.TeacherShare)) - ((softTargets * logProbabilities).sum(1) * Kept(options.TeacherShare));
        }

        return loss.mean().MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => _weights?.Dispose();

    // A label mixed in counts by its share: −log(t p), which is the paper's −log p where t is 1.
    private Tensor BestAcceptedLabel(Tensor costs, Tensor targets)
    {
        var ofLabels = costs - targets.clamp_min(Kept(1e-30)).log();
        return _weights is null ? ofLabels.amin([1]) : ofLabels.amin([1]) * _weights.index_select(0, ofLabels.argmin(1));
    }
}
