using EmotionNet.Augmentation;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Distributed;
using EmotionNet.Runtime;
using static EmotionNet.Runtime.KeptScalar;
using static TorchSharp.torch;

namespace EmotionNet.Training;

/// <summary>
/// Makes a batch of stored faces: augmented and mixed. Every rank draws the random numbers of the whole batch and makes its own images of it, a
/// contiguous run, so that the batch is the same on any number of ranks.
/// </summary>
/// <param name="options">The strengths.</param>
/// <param name="faces">The training faces.</param>
/// <param name="state">The processes that share each batch, and the replicas, which draw random numbers of their own.</param>
internal sealed class BatchBuilder(TrainingOptions options, FaceSet faces, TrainingState state)
{
    private readonly BatchAugmenter _augmenter = new(options.ToAugmentation());
    private readonly MixupCutmix _mixing = new(options.ToAugmentation());
    private readonly IRankGroup _ranks = state.Ranks;
    private readonly RankRandomness _randomness = new(state.Ranks, faces.Images.device_type);

    /// <summary>Makes this rank's images of the batches of an update, one for each accumulation step. The same seed makes the same ones.</summary>
    /// <param name="order">The faces of the update, <c>int64 [accumulation steps × N]</c>; the ranks divide N.</param>
    /// <param name="seed">Of everything random in the update, dropout and the like included.</param>
    /// <returns>
    /// Images <c>float32 [n, 1, S, S]</c> and targets <c>float32 [n, C]</c> of each, where n is N / ranks. They live, with all that is computed from
    /// them, until the next is asked for.
    /// </returns>
    public IEnumerable<(Tensor Images, Tensor Targets)> Of(Tensor order, long seed)
    {
        GlobalSeed.Set(seed);
        state.Replicas.Seed(seed);
        var random = new Random(unchecked((int)seed));
        var batchSize = order.shape[0] / options.GradientAccumulationSteps;
        for (var part = 0; part < options.GradientAccumulationSteps; part++)
        {
            using var scope = NewDisposeScope();
            _randomness.Share(seed, part);
            var batch = Build(order.narrow(0, part * batchSize, batchSize), random);
            _randomness.Separate(seed, part);
            yield return batch;
        }
    }

    // `random` draws for mixup and CutMix; torch's global generator draws the rest.
    private (Tensor Images, Tensor Targets) Build(Tensor order, Random random)
    {
        var count = order.shape[0];
        var drawn = _augmenter.DrawNumbers(count, order.device);
        var partners = _mixing.IsOn ? MixupCutmix.DrawPartners(count, order.device) : null; // int64 [N]
        if (_ranks.Count > 1)
        {
            var share = count / _ranks.Count;
            var rows = arange(Kept(_ranks.Rank * share), Kept((_ranks.Rank + 1) * share), int64, order.device); // [n]
            if (partners is not null)
            {
                rows = cat([rows, partners.index_select(0, rows)]); // [2 n], the partners last
                partners = arange(Kept(share), Kept(2 * share), int64, order.device);
            }

            (order, drawn) = (order.index_select(0, rows), drawn.Of(rows));
        }

        var images = _augmenter.Apply(faces.Images.index_select(0, order), drawn);
        var targets = faces.Targets.index_select(0, order);
        return partners is null ? (images, targets) : _mixing.Apply(images, targets, partners, random);
    }
}
