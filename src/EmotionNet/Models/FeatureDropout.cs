using static EmotionNet.Runtime.KeptScalar;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace EmotionNet.Models;

/// <summary>Dropout (Srivastava et al. 2014) that draws from a generator of one's own, which torch's cannot.</summary>
/// <param name="rate">The fraction that is dropped, 0 to below 1; what is kept is scaled up by <c>1 / (1 − rate)</c>.</param>
/// <param name="randomness">Decides what is dropped; null is torch's global generator.</param>
internal sealed class FeatureDropout(double rate, Generator? randomness) : Module<Tensor, Tensor>(nameof(FeatureDropout))
{
    /// <summary>Maps features to features of the same shape, <c>float32</c>; as they are, while scoring or with a rate of 0.</summary>
    public override Tensor forward(Tensor features)
    {
        if (!training || rate <= 0)
        {
            return features.alias();
        }

        using var factors = SampleFactors(features.shape, rate, features.device, randomness);
        return features * factors;
    }

    /// <summary>Factors of a shape, <c>float32</c>: 0 with the drop probability, else 1 / (1 − probability).</summary>
    internal static Tensor SampleFactors(long[] shape, double dropProbability, Device device, Generator? randomness)
    {
        using var scope = NewDisposeScope();
        return rand(shape, device: device, generator: randomness).ge(Kept(dropProbability)).mul(Kept(1 / (1 - dropProbability))).MoveToOuterDisposeScope();
    }
}
