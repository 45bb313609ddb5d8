namespace EmotionNet.Data.Duplicates;

/// <summary>Two images of which one is a copy of the other, as far as their pixels tell.</summary>
/// <param name="First">The index of the earlier one.</param>
/// <param name="Second">The index of the later one.</param>
/// <param name="Correlation">Of the pixels of the middle, where the two lie over each other best; 1 is the same up to light and contrast.</param>
/// <param name="Alignment">How the first lies over the second then.</param>
internal readonly record struct AlignedPair(int First, int Second, double Correlation, Alignment Alignment);
