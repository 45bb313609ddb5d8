using static TorchSharp.torch;

namespace EmotionNet.Losses;

/// <summary>
/// The loss that training minimizes. Distributions (FER2013, FER+ majority and probability, mixup, CutMix): cross-entropy with the
/// target distribution. Multi-target: the cross-entropy of the best accepted label (Barsoum et al. 2016, equation 5); a sigmoid for each
/// class is not offered, because it has no single prediction to score. Either may be focal (Lin et al. 2017): each term times (1 − p)^γ.
/// With teacher predictions it is the weighted sum of that loss and of the cross-entropy with the soft targets (Hinton et al. 2015, at
/// temperature 1).
/// </summary>
/// <param name="options">Which loss.</param>
internal sealed class ClassificationLoss(LossOptions options)
{
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
            costs = costs * (1 - logProbabilities.exp()).clamp_min(1e-6).pow(options.FocalGamma);
        }

        var perImage = options.IsMultiTarget ? BestAcceptedLabel(costs, targets) : (costs * targets).sum(1); // [N]
        var loss = options.LabelSmoothing > 0
            ? (perImage * (1 - options.LabelSmoothing)) + (costs.mean([1]) * options.LabelSmoothing)
            : perImage;
        if (softTargets is not null)
        {
            loss = (loss * (1 - options.TeacherShare)) - ((softTargets * logProbabilities).sum(1) * options.TeacherShare);
        }

        return loss.mean().MoveToOuterDisposeScope();
    }

    // A label mixed in counts by its share: −log(t p), which is the paper's −log p where t is 1.
    private static Tensor BestAcceptedLabel(Tensor costs, Tensor targets) =>
        (costs - targets.clamp_min(1e-30).log()).amin([1]);
}
