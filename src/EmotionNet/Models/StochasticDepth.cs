using static TorchSharp.torch;

namespace EmotionNet.Models;

/// <summary>
/// Stochastic depth (Huang et al. 2016): the residual branch of a whole sample is dropped with a probability that rises linearly
/// with depth. What survives is scaled up, so that scoring needs no correction.
/// </summary>
internal static class StochasticDepth
{
    /// <summary>The drop probability of one block of many.</summary>
    /// <param name="block">The block, counted from 1.</param>
    /// <param name="blockCount">All residual blocks of the network.</param>
    /// <param name="lastDropProbability">The probability of the last block.</param>
    public static double DropProbability(int block, int blockCount, double lastDropProbability) => lastDropProbability * block / blockCount;

    /// <summary>A factor for each sample: 0 with the drop probability, else 1 / (1 − probability); <c>float32 [N, 1, 1, 1]</c>.</summary>
    public static Tensor SampleFactors(long count, double dropProbability, Device device, Generator? randomness) =>
        FeatureDropout.SampleFactors([count, 1, 1, 1], dropProbability, device, randomness);
}
