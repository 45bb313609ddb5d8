using EmotionNet.Configuration;
using EmotionNet.Data;
using static TorchSharp.torch;

namespace EmotionNet.Losses;

/// <summary>
/// The loss that training minimises. Distributions (FER2013, FER+ majority and probability, mixup, cutmix): cross-entropy with the
/// target distribution. Multi-target: the cross-entropy of the best admissible emotion (Barsoum et al. 2016, equation 5). The binary
/// alternative, a sigmoid for each class, is not offered: it has no single prediction to score.
/// Either may be focal (Lin et al. 2017): each term times (1 − p)^γ. And either may give a share to the cross-entropy with what a teacher says of
/// the face (Hinton et al. 2015, at temperature 1).
/// </summary>
public sealed class ClassificationLoss
{
    private readonly bool _multiTarget;
    private readonly double _focalGamma;
    private readonly double _labelSmoothing;
    private readonly double _teacherShare;

    /// <summary>The objective that the options ask for.</summary>
    public ClassificationLoss(TrainingOptions options)
    {
        _multiTarget = options.EffectiveLabelMode == LabelMode.MultiTarget;
        _focalGamma = options.FocalLoss ? options.FocalGamma : 0;
        _labelSmoothing = options.LabelSmoothing;
        _teacherShare = options.TeacherShare;
    }

    /// <summary>The mean loss of a batch, <c>float32 []</c>.</summary>
    /// <param name="logits">The network's output, <c>float32 [N, C]</c>.</param>
    /// <param name="targets">Distributions, or admissible emotions in multi-target mode, <c>float32 [N, C]</c>.</param>
    /// <param name="teacher">What a teacher says of the faces, distributions, <c>float32 [N, C]</c>; or null.</param>
    public Tensor Loss(Tensor logits, Tensor targets, Tensor? teacher = null)
    {
        using var scope = NewDisposeScope();
        var logProbabilities = logits.log_softmax(1); // [N, C]
        var costs = -logProbabilities;
        if (_focalGamma > 0)
        {
            // Above 0, where the derivative of a power below 1 is infinite.
            costs = costs * (1 - logProbabilities.exp()).clamp_min(1e-6).pow(_focalGamma);
        }

        var perFace = _multiTarget ? BestAccepted(costs, targets) : (costs * targets).sum(1); // [N]
        var loss = _labelSmoothing > 0
            ? (perFace * (1 - _labelSmoothing)) + (costs.mean([1]) * _labelSmoothing)
            : perFace;
        if (teacher is not null)
        {
            loss = (loss * (1 - _teacherShare)) - ((teacher * logProbabilities).sum(1) * _teacherShare);
        }

        return loss.mean().MoveToOuterDisposeScope();
    }

    // A mixed-in emotion counts by its share: −log(t p), which is the paper's −log p where t is 1.
    private static Tensor BestAccepted(Tensor costs, Tensor targets) =>
        (costs - targets.clamp_min(1e-30).log()).amin([1]);
}
