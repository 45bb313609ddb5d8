using EmotionNet.Data;
using static TorchSharp.torch;

namespace EmotionNet.Losses;

/// <summary>A weight of the loss for each class, from how much of the training set is of it. Their mean over the training set is 1, so that learning rates fit as they are.</summary>
internal static class ClassWeights
{
    /// <summary>The weights, in the order of the classes; null for none.</summary>
    /// <param name="weighting">How.</param>
    /// <param name="beta">β of the effective number of samples, 0 ≤ β &lt; 1: at 0 all are alike, towards 1 it is <see cref="ClassWeighting.Balanced"/>.</param>
    /// <param name="training">The training faces.</param>
    public static IReadOnlyList<double>? Of(ClassWeighting weighting, double beta, FaceSet training) =>
        weighting == ClassWeighting.None ? null : Of(weighting, beta, FacesOf(training));

    /// <summary>The weights for so many faces of each class; a class without one has weight 0.</summary>
    /// <param name="weighting">How; not <see cref="ClassWeighting.None"/>.</param>
    /// <param name="beta">As above.</param>
    /// <param name="faces">At least one above 0; not whole numbers where targets are distributions.</param>
    public static IReadOnlyList<double> Of(ClassWeighting weighting, double beta, IReadOnlyList<double> faces)
    {
        var weights = faces.Select(count => count <= 0 ? 0 : weighting == ClassWeighting.Balanced ? 1 / count : Inverse(count, beta)).ToArray();
        var mean = weights.Zip(faces, (weight, count) => weight * count).Sum() / faces.Sum();
        return [.. weights.Select(weight => weight / mean)];
    }

    private static double Inverse(double count, double beta) => (1 - beta) / (1 - Math.Pow(beta, count));

    // A face whose target is a distribution counts for each class by its share, one with several accepted labels evenly for each.
    private static double[] FacesOf(FaceSet training)
    {
        using var scope = NewDisposeScope();
        var targets = training.Targets.to(float64); // [N, C]
        return (targets / targets.sum([1L], keepdim: true)).sum([0L]).cpu().data<double>().ToArray();
    }
}
