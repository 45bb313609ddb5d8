using static EmotionNet.Runtime.KeptScalar;
using static TorchSharp.torch;

namespace EmotionNet.Evaluation;

/// <summary>
/// Whether a network is right as often as it says: the expected calibration error, as it is and with its logits divided by a temperature
/// (Guo et al., On Calibration of Modern Neural Networks, 2017).
/// </summary>
/// <param name="Error">Expected calibration error in 15 bins of equal width: the mean distance of confidence from accuracy, a fraction.</param>
/// <param name="Temperature">What the logits are divided by; null where no faces were at hand to fit it on.</param>
/// <param name="ErrorAtTemperature">The same error then.</param>
public sealed record Calibration(double Error, double? Temperature, double? ErrorAtTemperature)
{
    /// <summary>
    /// Cross-entropy of the true classes then; null without a temperature, and in files written before it was measured. Networks that are
    /// compared by it do not win by being less sure of themselves (Ashukha et al. 2020).
    /// </summary>
    public double? LossAtTemperature { get; init; }

    /// <summary>The bins of equal width that <see cref="Error"/> is measured in.</summary>
    internal const int Bins = 15;

    /// <summary>Measures the calibration of predictions.</summary>
    /// <param name="logProbabilities">One row for each face, <c>float32 [N, C]</c>.</param>
    /// <param name="labels">The true classes, <c>int64 [N]</c>.</param>
    /// <param name="temperature">One that was fitted on other faces; null fits it on these.</param>
    public static Calibration Of(Tensor logProbabilities, Tensor labels, double? temperature = null)
    {
        using var scope = NewDisposeScope();
        var inForce = temperature ?? FitTemperature(logProbabilities, labels);
        var calibrated = AtTemperature(logProbabilities, inForce);
        return new(ExpectedError(logProbabilities, labels), inForce, ExpectedError(calibrated, labels))
        {
            LossAtTemperature = CrossEntropy(calibrated, labels),
        };
    }

    /// <summary>The temperature at which the cross-entropy of the labels is smallest, from 0.05 to 20.</summary>
    /// <param name="logProbabilities">One row for each face, <c>float32 [N, C]</c>.</param>
    /// <param name="labels">The true classes, <c>int64 [N]</c>.</param>
    internal static double FitTemperature(Tensor logProbabilities, Tensor labels)
    {
        // The loss is convex in 1 / temperature.
        var (low, high) = (0.05, 20.0);
        while (high - low > 1e-4)
        {
            var (third, twoThirds) = (low + ((high - low) / 3), high - ((high - low) / 3));
            (low, high) = Loss(third) <= Loss(twoThirds) ? (low, twoThirds) : (third, high);
        }

        return 2 / (low + high);

        double Loss(double inverse)
        {
            using var scope = NewDisposeScope();
            return CrossEntropy(AtTemperature(logProbabilities, 1 / inverse), labels);
        }
    }

    private static double CrossEntropy(Tensor logProbabilities, Tensor labels) =>
        -logProbabilities.gather(1, labels.unsqueeze(1)).mean().to(float64).item<double>();

    private static Tensor AtTemperature(Tensor logProbabilities, double temperature) => (logProbabilities / Kept(temperature)).log_softmax(1);

    private static double ExpectedError(Tensor logProbabilities, Tensor labels)
    {
        using var scope = NewDisposeScope();
        var (confidence, prediction) = logProbabilities.to(float64).exp().max(1); // [N]
        var bin = (confidence * Kept(Bins)).to(int64).clamp(Kept(0), Kept(Bins - 1));
        var excess = confidence - prediction.eq(labels).to(float64); // summed over a bin: how much too sure it is there
        return zeros(Bins, float64, confidence.device).index_add(0, bin, excess, Kept(1)).abs().sum().item<double>() / labels.shape[0];
    }
}
