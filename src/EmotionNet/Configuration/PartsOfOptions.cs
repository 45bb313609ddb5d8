using EmotionNet.Augmentation;
using EmotionNet.Data;
using EmotionNet.Losses;
using EmotionNet.Optimization;

namespace EmotionNet.Configuration;

/// <summary>What the parts of a run need of its options.</summary>
internal static class PartsOfOptions
{
    /// <summary>What <see cref="BatchAugmenter"/> and <see cref="MixupCutmix"/> need of these options.</summary>
    public static AugmentationOptions ToAugmentation(this TrainingOptions options) => new()
    {
        CropSize = options.CropSize,
        RotationDegrees = options.RotationDegrees,
        TranslationFraction = options.TranslationFraction,
        ScaleFraction = options.ScaleFraction,
        BrightnessContrastFraction = options.BrightnessContrastFraction,
        RandomErasing = options.RandomErasing,
        MixupAlpha = options.MixupAlpha,
        CutmixAlpha = options.CutmixAlpha,
    };

    /// <summary>What <see cref="ClassificationLoss"/> needs of these options.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="classWeights">A weight for each class; null where all are alike.</param>
    public static LossOptions ToLoss(this TrainingOptions options, IReadOnlyList<double>? classWeights = null) => new()
    {
        ClassWeights = classWeights,
        IsMultiTarget = options.EffectiveLabelMode == LabelMode.MultiTarget,
        FocalGamma = options.FocalLoss ? options.FocalGamma : 0,
        LabelSmoothing = options.LabelSmoothing,
        TeacherShare = options.TeacherShare,
    };

    /// <summary>What <see cref="Optimization.Optimizer"/> needs of these options.</summary>
    public static OptimizerOptions ToOptimizer(this TrainingOptions options) => new()
    {
        Kind = options.Optimizer,
        InitialLearningRate = options.LearningRate,
        WeightDecay = options.WeightDecay,
        GradientClip = options.GradientClip,
    };
}
