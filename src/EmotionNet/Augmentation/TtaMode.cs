namespace EmotionNet.Augmentation;

/// <summary>Test-time augmentation (TTA): the views of an image whose predictions are averaged when it is scored.</summary>
public enum TtaMode
{
    /// <summary>No TTA: the image as it is.</summary>
    None,

    /// <summary>Horizontal-flip TTA: the image and its mirror image.</summary>
    Flip,

    /// <summary>Ten-crop TTA: four corner crops and the center crop, of the training crop's size and at most 44 pixels, and their mirror images.</summary>
    TenCrop,
}
