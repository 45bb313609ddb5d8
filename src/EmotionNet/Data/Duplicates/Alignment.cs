namespace EmotionNet.Data.Duplicates;

/// <summary>How one image is laid over another: the place <c>x</c> of the other is the place <c>±scale · (x + shift)</c> of the one, from the centre.</summary>
/// <param name="IsMirrored">Whether it is mirrored first.</param>
/// <param name="Scale">The pixels of the one for a pixel of the other.</param>
/// <param name="ShiftX">Pixels to the right.</param>
/// <param name="ShiftY">Pixels down.</param>
internal readonly record struct Alignment(bool IsMirrored, double Scale, double ShiftX, double ShiftY);
