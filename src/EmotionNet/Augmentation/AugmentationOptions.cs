using EmotionNet.Data;

namespace EmotionNet.Augmentation;

/// <summary>How strongly images are augmented. Every default is off.</summary>
internal readonly record struct AugmentationOptions
{
    /// <summary>Creates options with every strength at zero and the whole image.</summary>
    public AugmentationOptions()
    {
    }

    /// <summary>Side of the square cut out of each image, in pixels, even; 48 is the whole image.</summary>
    public int CropSize { get; init; } = FaceSet.ImageSize;

    /// <summary>Maximum rotation, in degrees.</summary>
    public double RotationDegrees { get; init; }

    /// <summary>Maximum translation, as a fraction of the whole image's side.</summary>
    public double TranslationFraction { get; init; }

    /// <summary>Maximum relative change of scale: 0.1 is 0.9 to 1.1.</summary>
    public double ScaleFraction { get; init; }

    /// <summary>Maximum relative change of brightness and of contrast.</summary>
    public double BrightnessContrastFraction { get; init; }

    /// <summary>Probability that a rectangle is erased (Zhong et al. 2020).</summary>
    public double RandomErasing { get; init; }

    /// <summary>Mixup's Beta parameter (Zhang et al. 2018); 0 is off.</summary>
    public double MixupAlpha { get; init; }

    /// <summary>CutMix's Beta parameter (Yun et al. 2019); 0 is off.</summary>
    public double CutmixAlpha { get; init; }
}
