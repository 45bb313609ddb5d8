using EmotionNet.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace EmotionNet.Distributed;

/// <summary>
/// Torch's global generators, which draw the augmentation of a whole batch on every rank, and on a GPU what a network draws for the rank's own images.
/// The networks of a CPU have generators of their own, but for the first.
/// </summary>
/// <param name="ranks">The processes that share each batch.</param>
/// <param name="device">Where they compute.</param>
internal sealed class RankRandomness(IRankGroup ranks, DeviceType device)
{
    private const int RankShift = 40; // far from the seeds of accumulated batches

    /// <summary>
    /// Makes the generators of all ranks the same, where networks may have drawn from them for the batch before: the CPU's by the state of rank 0's, a
    /// GPU's by a seed, because TorchSharp 0.107 does not give its state.
    /// </summary>
    /// <param name="seed">Of the update.</param>
    /// <param name="part">Which of its accumulated batches, from 0.</param>
    public void Share(long seed, int part)
    {
        if (ranks.Count == 1)
        {
            return;
        }

        if (device != DeviceType.CPU)
        {
            GlobalSeed.Set(unchecked(seed + part));
            return;
        }

        using var scope = NewDisposeScope();
        var state = Generator.Default.get_state(); // uint8 [bytes]
        ranks.Broadcast(state.bytes);
        Generator.Default.set_state(state);
    }

    /// <summary>Makes the generator of each rank's GPU another's, for dropout and stochastic depth.</summary>
    /// <param name="seed">Of the update.</param>
    /// <param name="part">Which of its accumulated batches, from 0.</param>
    public void Separate(long seed, int part)
    {
        if (ranks.Count > 1 && device != DeviceType.CPU)
        {
            GlobalSeed.Set(unchecked(seed + part + ((ranks.Rank + 1L) << RankShift)));
        }
    }
}
