namespace EmotionNet.Evaluation;

/// <summary>A bar of a reliability diagram: the faces whose confidence lies between two bounds. Fractions.</summary>
/// <param name="Lower">The lower bound.</param>
/// <param name="Upper">The upper bound.</param>
/// <param name="Count">The faces.</param>
/// <param name="Confidence">Their mean confidence; 0 where there are none.</param>
/// <param name="Accuracy">The fraction of them that is right; 0 where there are none.</param>
internal sealed record ReliabilityBin(double Lower, double Upper, int Count, double Confidence, double Accuracy)
{
    /// <summary>The bins of <see cref="Calibration"/>'s expected error, from low to high confidence, empty ones included.</summary>
    public static IReadOnlyList<ReliabilityBin> Of(FacePredictions predictions)
    {
        const int Bins = Calibration.Bins;
        var byBin = Enumerable.Range(0, predictions.Count)
            .ToLookup(face => Math.Clamp((int)(predictions.ConfidenceOf(face) * Bins), 0, Bins - 1));
        return [.. Enumerable.Range(0, Bins).Select(bin => new ReliabilityBin(
            (double)bin / Bins,
            (bin + 1.0) / Bins,
            byBin[bin].Count(),
            byBin[bin].Select(predictions.ConfidenceOf).DefaultIfEmpty().Average(),
            byBin[bin].Select(face => predictions.IsRight(face) ? 1.0 : 0).DefaultIfEmpty().Average()))];
    }
}
