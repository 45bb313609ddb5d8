namespace EmotionNet.Augmentation;

/// <summary>The views of a face whose predictions are averaged when it is scored.</summary>
public enum TtaMode
{
    /// <summary>The face as it is.</summary>
    None,

    /// <summary>The face and its mirror image.</summary>
    Flip,

    /// <summary>Four corner crops and the centre crop, of the training crop's size and at most 44 pixels, and their mirror images.</summary>
    TenCrop,
}
